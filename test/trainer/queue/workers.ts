import { onTestFinished } from "vitest";
import { type LocalWorker, startLocalWorker } from "../../../bench/queue/local-worker.ts";
import type { SharedJob } from "../../../trainer/chains/run-chains.ts";
import type { Progress } from "../../../trainer/progress/progress.ts";
import { smallJob } from "../chains/runs.ts";
import { randomProblem, trees } from "../model/problems.ts";

/** A worker that counts as lost after a second, until the test ends at the latest. */
export async function startWorker(
  name: string,
  queue: string,
  shared: string,
  env: Readonly<Record<string, string>> = {},
): Promise<LocalWorker> {
  const fast = ["--lost-after", "1", "--checkpoint-seconds", "1"];
  const worker = await startLocalWorker(name, { queue, shared }, fast, env);
  onTestFinished(() => void worker.process.kill("SIGKILL"));
  return worker;
}

/** A chain of some seconds. */
export function longJob(folder: string): SharedJob {
  const problem = randomProblem({ tree: trees["depth 3"], rows: 800, features: 60 });
  return smallJob(folder, { problem, probes: [], draws: 250 });
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
