import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Answer } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { replaceDecision } from "../../trainer/artifact/replace-decision.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { publishModel } from "../../trainer/serving/publish-model.ts";
import type { RunningSite } from "../../trainer/serving/run-site.ts";
import type { BenchOptions } from "../catalogues/catalogues.ts";
import { titleMaker } from "../catalogues/title-maker.ts";
import { withCleanUp } from "../harness/clean-up.ts";
import { residentBytes } from "../harness/process-usage.ts";

const connections = 8;
const secondsBetweenSwaps = 10;
const distinctTitles = 500;

/** Two models that differ in what they answer: the second has thresholds of 0. */
async function modelPair(folder: string, bytes: Uint8Array, { decision }: Model) {
  const bold = await replaceDecision(bytes, { ...decision, thresholds: decision.thresholds.map(() => 0) });
  const write = async (content: Uint8Array, name: string) => {
    const file = join(folder, name);
    await writeFile(file, content);
    return { file, model: await readModel(content) };
  };
  return [await write(bytes, "usual.msgpack"), await write(bold.bytes, "bold.msgpack")] as const;
}

/**
 * Asks a service for answers while its model is replaced again and again, and checks every answer.
 *
 * @param models folder from which the service takes its models
 */
export async function soak(
  site: RunningSite,
  { bytes, model }: { readonly bytes: Uint8Array; readonly model: Model },
  models: string,
  { seed, soak: seconds }: Pick<BenchOptions, "seed" | "soak">,
  progress: Progress,
) {
  const titles = Array.from({ length: distinctTitles }, titleMaker(model, seed + 1));
  const pair = await modelPair(models, bytes, model);
  const answersOf = (one: Model) => {
    const classify = classifier(one);
    return new Map(titles.map((text) => [text, classify(text)]));
  };
  const expected = new Map(pair.map((one) => [one.model.hash, answersOf(one.model)]));
  // `slowestSwap`: most seconds from a swap to the first answer of the new model.
  const count = { requests: 0, answers: 0, swaps: 0, swapsSeen: 0, slowestSwap: 0, failed: 0, wrong: 0 };
  let pending: { readonly hash: string; readonly at: number } | null = null;
  const check = (answer: Answer, text: string) => {
    count.answers++;
    if (pending !== null && answer.model === pending.hash) {
      count.slowestSwap = Math.max(count.slowestSwap, (performance.now() - pending.at) / 1000);
      count.swapsSeen++;
      pending = null;
    }
    if (isSame(answer, expected.get(answer.model)?.get(text))) return;
    if (count.wrong++ === 0) progress.say(`wrong: ${text}: ${JSON.stringify(answer)}`);
  };
  const until = performance.now() + 1000 * seconds;
  const runClient = async (number: number) => {
    for (let k = number; performance.now() < until; k += connections) {
      count.requests++;
      const length = k % 20 === 0 ? 50 : 1;
      const asked = Array.from({ length }, (_, j) => titles[(k + j) % titles.length] ?? "");
      try {
        const answers = await ask(site.origin, asked);
        for (const [j, answer] of answers.entries()) check(answer, asked[j] ?? "");
      } catch (error) {
        if (count.failed++ === 0) progress.say(`failed: ${error}`);
      }
    }
  };
  const start = residentBytes(site.pid) / 1e6;
  const samples: number[] = [];
  const task = progress.start("soak", seconds);
  const sample = () => {
    samples.push(residentBytes(site.pid) / 1e6);
    const passed = Math.round(seconds - (until - performance.now()) / 1000);
    task.advance(passed, `${count.answers} answers, ${count.wrong} wrong`);
  };
  const swap = async () => {
    // Too late to be seen.
    if (until - performance.now() < 5000) return;
    const next = count.swaps++ % 2 === 0 ? pair[1] : pair[0];
    const { hash } = await publishModel(next.file, "model", { folder: models });
    pending = { hash, at: performance.now() };
  };
  await withCleanUp(async (timers) => {
    timers.use(setInterval(sample, 500));
    timers.use(setInterval(swap, 1000 * secondsBetweenSwaps));
    await Promise.all(Array.from({ length: connections }, (_, number) => runClient(number)));
  });
  task.finish();
  const quarter = Math.ceil(samples.length / 4);
  const quarters = [0, 1, 2, 3].map((k) => Math.max(...samples.slice(k * quarter, (k + 1) * quarter)));
  // Megabytes that workerd holds: at the start, and the most in each quarter of the time.
  return { seconds, ...count, memory: { start, quarters } };
}

/** The result of a soak for people. */
export function showSoak({ memory, ...count }: Awaited<ReturnType<typeof soak>>): string {
  const { seconds, requests, answers, failed, wrong, swaps, swapsSeen, slowestSwap } = count;
  const quarters = memory.quarters.map((most) => most.toFixed(0)).join(", ");
  return [
    `soak of ${seconds} s, ${connections} connections: ${requests} requests, ${answers} answers, ${failed} failed, ${wrong} wrong`,
    `${swaps} swaps of the model, ${swapsSeen} seen, the slowest after ${slowestSwap.toFixed(1)} s`,
    `memory ${memory.start.toFixed(0)} MB at the start, at most ${quarters} MB in each quarter`,
  ].join("\n");
}

async function ask(origin: string, titles: readonly string[]): Promise<Answer[]> {
  const headers = { "Content-Type": "application/json" };
  const response = await (titles.length === 1
    ? fetch(`${origin}/classify?title=${encodeURIComponent(titles[0] ?? "")}`)
    : fetch(`${origin}/classify`, { method: "POST", body: JSON.stringify(titles), headers }));
  const body = (await response.json()) as Answer | Answer[];
  if (response.status !== 200) throw new Error(`status ${response.status}: ${JSON.stringify(body)}`);
  const answers = Array.isArray(body) ? body : [body];
  if (answers.length === titles.length) return answers;
  throw new Error(`${answers.length} answers to ${titles.length} titles`);
}

/** Numbers may differ in their last bits: there another build computes exponentials. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [entries, others] = [Object.entries(a), new Map(Object.entries(b))];
  return entries.length === others.size && entries.every(([key, value]) => isSame(value, others.get(key)));
}
