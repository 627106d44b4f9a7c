import type { Answer } from "../../shared/answer/answer.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import type { RunningSite } from "../../trainer/serving/run-site.ts";
import type { BenchOptions } from "../catalogues/catalogues.ts";
import { titleMaker } from "../catalogues/title-maker.ts";
import { residentBytes } from "../harness/process-usage.ts";
import type { SwappableModels } from "./swappable-models.ts";

const connections = 8;
const secondsBetweenSwaps = 10;
const distinctTitles = 500;

/**
 * Asks for single titles and batches while the model is swapped every ten seconds. Every answer is
 * checked against what the model that it names says to that title in this process.
 */
export async function soak(
  site: RunningSite,
  models: SwappableModels,
  { seed, soak: seconds }: Pick<BenchOptions, "seed" | "soak">,
  progress: Progress,
) {
  const title = titleMaker(models.model, seed + 1);
  const titles = Array.from({ length: distinctTitles }, title);
  const expected = new Map(
    models.pair.map(({ hash, classify }) => [hash, new Map(titles.map((text) => [text, classify(text)]))]),
  );
  const count = {
    ...{ requests: 0, answers: 0, swaps: 0 },
    /** Swaps after which the new model was seen to answer. */
    swapsSeen: 0,
    /** Seconds from a swap to the first answer of the new model, the longest. */
    slowestSwap: 0,
    /** No answer, or a status other than 200. */
    failed: 0,
    /** Answers that are not what the model they name says to the title. */
    wrong: 0,
  };
  const examples: string[] = [];
  let pending: { readonly hash: string; readonly at: number } | null = null;
  const note = (what: string) => examples.length < 5 && examples.push(what);

  function check(answer: Answer, text: string): void {
    count.answers++;
    if (pending !== null && answer.model === pending.hash) {
      count.slowestSwap = Math.max(count.slowestSwap, (performance.now() - pending.at) / 1000);
      count.swapsSeen++;
      pending = null;
    }
    if (isSame(answer, expected.get(answer.model)?.get(text))) return;
    count.wrong++;
    note(`${text}: ${JSON.stringify(answer)}`);
  }

  const until = performance.now() + 1000 * seconds;
  async function runClient(number: number): Promise<void> {
    for (let k = number; performance.now() < until; k += connections) {
      count.requests++;
      const asked = Array.from(
        { length: k % 20 === 0 ? 50 : 1 },
        (_, j) => titles[(k + j) % titles.length] ?? "",
      );
      try {
        const answers = await ask(site.origin, asked);
        for (const [j, answer] of answers.entries()) check(answer, asked[j] ?? "");
      } catch (error) {
        count.failed++;
        note(String(error));
      }
    }
  }

  const start = residentBytes(site.pid) / 1e6;
  const samples: number[] = [];
  const task = progress.start("soak", seconds);
  const sampler = setInterval(() => {
    samples.push(residentBytes(site.pid) / 1e6);
    const passed = Math.round(seconds - (until - performance.now()) / 1000);
    task.advance(passed, `${count.answers} answers, ${count.wrong} wrong`);
  }, 500);
  const swapper = setInterval(() => {
    // Too late to be seen.
    if (until - performance.now() < 5000) return;
    const which = count.swaps % 2 === 0 ? 1 : 0;
    count.swaps++;
    void models.pointAt(which).then(() => {
      pending = { hash: models.pair[which].hash, at: performance.now() };
    });
  }, 1000 * secondsBetweenSwaps);
  try {
    await Promise.all(Array.from({ length: connections }, (_, number) => runClient(number)));
  } finally {
    for (const timer of [sampler, swapper]) clearInterval(timer);
    task.finish();
  }
  const quarter = Math.ceil(samples.length / 4);
  const quarters = [0, 1, 2, 3].map((k) => Math.max(...samples.slice(k * quarter, (k + 1) * quarter)));
  // Megabytes that workerd holds: at the start, and the most in each quarter of the time.
  return { seconds, connections, ...count, memory: { start, quarters }, examples };
}

/** One title as a single request, several as a batch. */
async function ask(origin: string, titles: readonly string[]): Promise<Answer[]> {
  const [first = ""] = titles;
  const headers = { "Content-Type": "application/json" };
  const response =
    titles.length === 1
      ? await fetch(`${origin}/classify?title=${encodeURIComponent(first)}`)
      : await fetch(`${origin}/classify`, { method: "POST", body: JSON.stringify(titles), headers });
  const body = (await response.json()) as Answer | Answer[];
  if (response.status !== 200) throw new Error(`status ${response.status}: ${JSON.stringify(body)}`);
  const answers = Array.isArray(body) ? body : [body];
  if (answers.length !== titles.length)
    throw new Error(`${answers.length} answers to ${titles.length} titles`);
  return answers;
}

/** Numbers may differ in their last bits: there another build computes exponentials. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [entries, others] = [Object.entries(a), new Map(Object.entries(b))];
  return entries.length === others.size && entries.every(([key, value]) => isSame(value, others.get(key)));
}
