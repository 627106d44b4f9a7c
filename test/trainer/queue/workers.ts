import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type RunOptions, runChains, type SharedJob } from "../../../trainer/chains/run-chains.ts";
import type { Progress } from "../../../trainer/progress/progress.ts";
import { openQueueEngine } from "../../../trainer/queue/queue-engine.ts";
import { smallJob } from "../chains/runs.ts";
import { randomProblem, trees } from "../model/problems.ts";

/** A worker in a process of its own, until the test ends at the latest. */
export type TestWorker = {
  readonly name: string;
  readonly process: ChildProcess;
  /** What it has written. */
  log(): string;
  /** Waits until its log has a text. */
  says(text: string): Promise<void>;
};

/** Starts `hedge work` with one thread, which counts as lost after a second. */
export async function startWorker(
  name: string,
  queue: string,
  shared: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TestWorker> {
  const file = join(import.meta.dirname, "../../../trainer/commands/work.ts");
  const args = ["--queue", queue, "--shared", shared, "--name", name, "--threads", "1"];
  const fast = ["--lost-after", "1", "--checkpoint-seconds", "1"];
  const child = spawn(process.execPath, [file, ...args, ...fast], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let written = "";
  child.stderr.on("data", (chunk: Buffer) => {
    written += chunk;
  });
  const worker: TestWorker = {
    name,
    process: child,
    log: () => written,
    says: async (text) => {
      while (!written.includes(text)) {
        if (child.exitCode !== null) throw new Error(`worker ${name} ended: ${written}`);
        await Promise.race([once(child.stderr, "data"), once(child, "exit")]);
      }
    },
  };
  await worker.says("waiting for chains");
  return worker;
}

/** A chain of some seconds. */
export function longJob(folder: string): SharedJob {
  const problem = randomProblem({ tree: trees["depth 3"], rows: 800, features: 60 });
  return smallJob(folder, { problem, probes: [], draws: 250 });
}

/** Runs chains on the workers of a queue, as `train` does. */
export async function runOnQueue(
  job: SharedJob,
  chains: number,
  options: { queue: string; shared: string } & Pick<RunOptions, "signal">,
  progress: Progress,
): Promise<void> {
  const { run, close } = await openQueueEngine(options, progress);
  try {
    const { signal } = options;
    await runChains(job, { chains, threads: 1, engine: run, ...(signal && { signal }) }, progress);
  } finally {
    await close();
  }
}

/** Progress that calls `then` once, when a chain has done `at` iterations. */
export function whenDone(
  at: number,
  then: (chain: string, worker: string) => void,
  said: string[] = [],
): Progress {
  let isCalled = false;
  return {
    start: (name) => ({
      advance: (done, note) => {
        if (done < at || isCalled || note === undefined) return;
        isCalled = true;
        then(name, /on (\S+)$/.exec(note)?.[1] ?? "");
      },
      finish: () => {},
    }),
    say: (line) => void said.push(line),
  };
}
