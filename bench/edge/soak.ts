import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Answer } from "../../shared/answer/answer.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import type { RunningSite } from "../../trainer/serving/run-site.ts";
import { residentBytes } from "./process-usage.ts";
import type { SwappableModels } from "./swappable-models.ts";
import { titleMaker } from "./titles.ts";

/** What a soak showed. */
export type SoakResult = {
  readonly seconds: number;
  readonly connections: number;
  readonly requests: number;
  readonly answers: number;
  readonly swaps: number;
  /** Swaps after which the new model was seen to answer. */
  readonly swapsSeen: number;
  /** Seconds from a swap to the first answer of the new model, the longest. */
  readonly slowestSwap: number;
  /** No answer, or a status other than 200. */
  readonly failed: number;
  /** An answer that is not, to the last digit that counts, what the model it names says to the title. */
  readonly wrong: number;
  /** Megabytes that workerd holds: at the start, and the largest in each quarter of the time. */
  readonly memory: { readonly start: number; readonly quarters: readonly number[] };
  readonly examples: readonly string[];
};

const connections = 8;
const secondsBetweenSwaps = 10;
const distinctTitles = 500;

/**
 * Asks for single titles and batches while the model is swapped every ten seconds, and checks every answer against what
 * the model that it names says to that title in this process.
 */
export async function soak(
  options: {
    readonly site: RunningSite;
    readonly models: SwappableModels;
    readonly seed: number;
    readonly seconds: number;
  },
  progress: Progress,
): Promise<SoakResult> {
  const { site, models, seed, seconds } = options;
  const model = await readModel(
    await readFile(join(models.folder, `${models.pair[0].hash.slice(7)}.msgpack`)),
  );
  const title = titleMaker(model, seed + 1);
  const titles = Array.from({ length: distinctTitles }, title);
  const expected = new Map(
    models.pair.map(({ hash, classify }) => [hash, new Map(titles.map((text) => [text, classify(text)]))]),
  );

  const count = { requests: 0, answers: 0, failed: 0, wrong: 0, swaps: 0, swapsSeen: 0 };
  const examples: string[] = [];
  let slowestSwap = 0;
  let pending: { readonly hash: string; readonly at: number } | null = null;
  const note = (what: string) => examples.length < 5 && examples.push(what);

  function check(answer: Answer, text: string): void {
    count.answers++;
    if (pending !== null && answer.model === pending.hash) {
      slowestSwap = Math.max(slowestSwap, (performance.now() - pending.at) / 1000);
      count.swapsSeen++;
      pending = null;
    }
    const right = expected.get(answer.model)?.get(text);
    if (right !== undefined && isSame(answer, right)) return;
    count.wrong++;
    note(`${text}: ${JSON.stringify(answer)}`);
  }

  const until = performance.now() + 1000 * seconds;
  async function client(number: number): Promise<void> {
    for (let k = number; performance.now() < until; k += connections) {
      count.requests++;
      const isBatch = k % 20 === 0;
      const asked = isBatch
        ? Array.from({ length: 50 }, (_, j) => titles[(k + j) % titles.length] ?? "")
        : [titles[k % titles.length] ?? ""];
      try {
        const response = isBatch
          ? await fetch(`${site.origin}/classify`, {
              method: "POST",
              body: JSON.stringify(asked),
              headers: { "Content-Type": "application/json" },
            })
          : await fetch(`${site.origin}/classify?title=${encodeURIComponent(asked[0] ?? "")}`);
        const body = (await response.json()) as Answer | Answer[];
        if (response.status !== 200) throw new Error(`status ${response.status}: ${JSON.stringify(body)}`);
        const answers = Array.isArray(body) ? body : [body];
        if (answers.length !== asked.length)
          throw new Error(`${answers.length} answers to ${asked.length} titles`);
        for (const [j, answer] of answers.entries()) check(answer, asked[j] ?? "");
      } catch (error) {
        count.failed++;
        note(String(error));
      }
    }
  }

  const start = residentBytes(site.pid) / 1e6;
  const samples: number[] = [];
  const sampler = setInterval(() => samples.push(residentBytes(site.pid) / 1e6), 500);
  const swapper = setInterval(() => {
    // Too late to be seen.
    if (until - performance.now() < 5000) return;
    const which = count.swaps % 2 === 0 ? 1 : 0;
    count.swaps++;
    void models.pointAt(which).then(() => {
      pending = { hash: models.pair[which].hash, at: performance.now() };
    });
  }, 1000 * secondsBetweenSwaps);
  const task = progress.start("soak", seconds);
  const ticker = setInterval(() => {
    task.advance(
      Math.round(seconds - (until - performance.now()) / 1000),
      `${count.answers} answers, ${count.wrong} wrong`,
    );
  }, 1000);
  try {
    await Promise.all(Array.from({ length: connections }, (_, number) => client(number)));
  } finally {
    for (const timer of [sampler, swapper, ticker]) clearInterval(timer);
    task.finish();
  }
  const quarter = Math.ceil(samples.length / 4);
  const quarters = [0, 1, 2, 3].map((k) => Math.max(...samples.slice(k * quarter, (k + 1) * quarter)));
  return { seconds, connections, ...count, slowestSwap, memory: { start, quarters }, examples };
}

/** Numbers may differ in their last bits: another build of the same engine computes exponentials there. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
