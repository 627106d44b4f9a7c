import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type RunOptions, runChains, type SharedJob } from "../../trainer/chains/run-chains.ts";
import { chainFiles } from "../../trainer/chains/run-folder.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { openQueueEngine } from "../../trainer/queue/queue-engine.ts";
import type { Place } from "./local-worker.ts";

/** A run on the workers of a queue. */
export type QueuedRun = {
  /** Runs all chains in a folder of its own. */
  run(progress: Progress): Promise<{
    readonly seconds: number;
    /** Whether draws and traces are, byte for byte, those of the run on one machine. */
    readonly isSame: boolean;
  }>;
  /** Runs the same chains on threads of this process, without a queue. Returns the seconds. */
  runHere(threads: number): Promise<number>;
  /** The folder of the run under way, or of the last one. */
  folder(): string;
  readonly place: Place;
  readonly chains: number;
};

/** Runs chains on the workers of a queue, as `train` does. */
export async function runOnQueue(
  job: SharedJob,
  chains: number,
  { signal, ...place }: Place & Pick<RunOptions, "signal">,
  progress: Progress,
): Promise<void> {
  const { run, close } = await openQueueEngine(place, progress);
  try {
    await runChains(job, { chains, threads: 1, engine: run, ...(signal && { signal }) }, progress);
  } finally {
    await close();
  }
}

/** SHA-256 of the draws and traces of all chains. */
export function hashChains(folder: string, chains: number): string {
  const hash = createHash("sha256");
  for (let chain = 0; chain < chains; chain++) {
    const { draws, trace } = chainFiles(folder, chain);
    hash.update(readFileSync(draws)).update(readFileSync(trace));
  }
  return hash.digest("hex");
}
