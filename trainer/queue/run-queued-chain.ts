import { rmSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import type { ChainJob } from "../chains/chain-job.ts";
import { chainThreads } from "../chains/chain-threads.ts";
import { checkpointHash } from "../chains/checkpoint.ts";
import { type ChainEnd, runInThread } from "../chains/run-chains.ts";
import { chainFiles } from "../chains/run-folder.ts";
import { releaseClaim, takeClaim } from "../files/claim.ts";
import { compileKernel } from "../kernel/load.ts";
import { readJobFile } from "./job-file.ts";
import type { ChainProgress, QueuedChain } from "./queued-chain.ts";
import { pathHere } from "./shared-folder.ts";

/** Workers in a row that may be lost with a chain before it is given up. */
const mostTries = 5;

/** How a worker runs a chain. */
export type QueuedRun = {
  /** The shared folder, as it is here. */
  readonly shared: string;
  /** Name of this worker. */
  readonly worker: string;
  readonly checkpointInterval: number;
  readonly signals: SharedArrayBuffer;
  /** Aborting saves the chain and stops. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ChainProgress) => void;
};

/**
 * Runs a chain of a queue, from its checkpoint where it has one. Two workers may be given the same
 * chain: the second one takes it over.
 *
 * @throws HedgeError what the chain fails with
 */
export async function runQueuedChain(queued: QueuedChain, run: QueuedRun): Promise<ChainEnd> {
  const folder = pathHere(run.shared, queued.folder);
  const files = chainFiles(folder, queued.chain);
  const content = await readJobFile(pathHere(run.shared, queued.file), queued.hash);
  const { claim, tries } = await takeClaim(files.claim, run.worker, checkpointHash(files.checkpoint));
  if (tries > mostTries) {
    throw new HedgeError(
      "failed",
      `${tries - 1} workers in a row were lost with chain ${queued.chain + 1} in ${folder} before it was saved; do they run out of memory? --plan says what a run takes.`,
    );
  }
  const job: ChainJob = {
    ...content,
    folder,
    chain: queued.chain,
    kernel: content.backend === "kernel" ? compileKernel() : undefined,
    claim,
    checkpointInterval: run.checkpointInterval,
    signals: run.signals,
  };
  const length = content.nuts.warmup + content.draws;
  const task = {
    advance: (done: number, note = "") =>
      run.onProgress({ done: Math.min(done, length), note: `${note}, on ${run.worker}` }),
  };
  const threads = chainThreads();
  const runOnce = async () => runInThread(await threads.next(job.problem), job, task, { signal: run.signal });
  try {
    return await runOnce();
  } catch (error) {
    if (!(error instanceof HedgeError && error.code === "resume-mismatch")) throw error;
    // A lost worker may leave files that do not fit together. All draws can be made again.
    for (const file of [files.checkpoint, files.draws, files.someDraws, files.trace])
      rmSync(file, { force: true });
    return await runOnce();
  } finally {
    await threads.close();
    releaseClaim(claim);
  }
}
