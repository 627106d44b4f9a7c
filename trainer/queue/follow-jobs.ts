import { setTimeout } from "node:timers/promises";
import { HedgeError } from "../../shared/errors.ts";
import { stoppedError, threadError } from "../chains/run-chains.ts";
import type { Progress, Task } from "../progress/progress.ts";
import {
  type ChainProgress,
  type ChainQueue,
  type ChainQueueJob,
  type ChainResult,
  type QueuedChain,
  queuedId,
} from "./queued-chain.ts";

/** A job to run, and what progress shows of it. */
export type SubmittedJob = { readonly name: string; readonly total: number; readonly data: QueuedChain };

/** Where jobs are followed, and until when. */
export type FollowOptions = {
  /** The run folder, from which a stopped run goes on. */
  readonly folder: string;
  /** The folder that workers have. */
  readonly shared: string;
  /** Aborting asks the workers to save and stop. */
  readonly signal?: AbortSignal;
};

/** Milliseconds between two looks at the queue; longer where jobs are many. */
const shortestPoll = 500;
/** Milliseconds that workers have for a stop: to hear of it, and to save. */
export const stopPatience = 20_000;
/** Milliseconds without any worker before that is said. */
const workerPatience = 5_000;
/** Seconds for which jobs of a run that was given up stay in Redis. */
const keptFor = { age: 7 * 86_400 };

type Followed = SubmittedJob & { readonly id: string; task: Task | null };

/**
 * Adds jobs to a queue, or finds those that are there, and waits until all are finished. A job that
 * the queue has lost is added again: nothing but its place in the queue is lost with it.
 *
 * @throws HedgeError what a chain failed with, or `failed` when the signal stopped it
 */
export async function followJobs(
  queue: ChainQueue,
  jobs: readonly SubmittedJob[],
  { folder, shared, signal }: FollowOptions,
  progress: Progress,
): Promise<void> {
  const open = new Map<string, Followed>();
  for (const job of jobs) {
    const id = queuedId(job.data);
    open.set(id, { ...job, id, task: null });
    await submit(queue, id, job);
  }
  const poll = Math.max(shortestPoll, jobs.length);
  let failure: Error | null = null;
  let stopAskedAt: number | null = null;
  const tellOfWorkers = workerWatch(queue, shared, progress);

  while (open.size > 0) {
    if (stopAskedAt === null && (signal?.aborted || failure)) {
      stopAskedAt = performance.now();
      for (const id of open.keys()) if (await askToStop(queue, id)) open.delete(id);
    }
    const found = await Promise.all(
      Array.from(open.values(), async (job) => [job, await queue.getJob(job.id)] as const),
    );
    for (const [job, entry] of found) {
      const end = entry && endOf(entry);
      showProgress(job, entry, progress);
      if (end?.end === "finished") {
        job.task?.advance(job.total);
        job.task?.finish();
        open.delete(job.id);
      } else if (end?.end === "failed") {
        failure ??= threadError(end);
        open.delete(job.id);
      } else if (stopAskedAt !== null) {
        if (!entry || end) open.delete(job.id);
      } else if (!entry || end) await submit(queue, job.id, job);
    }
    if (stopAskedAt !== null && performance.now() - stopAskedAt > stopPatience) break;
    await tellOfWorkers(found.some(([, entry]) => entry?.processedOn !== undefined));
    if (open.size > 0)
      await setTimeout(poll, undefined, signal && stopAskedAt === null ? { signal } : {}).catch(() => {});
  }
  if (failure) throw failure;
  if (open.size > 0) throw unansweredError(folder, open.size);
  if (stopAskedAt !== null) throw stoppedError(folder);
  await Promise.all(jobs.map(({ data }) => queue.remove(queuedId(data))));
}

/** Adds a job, in place of one that has ended. One that is under way is followed. */
async function submit(queue: ChainQueue, id: string, { name, data }: SubmittedJob): Promise<void> {
  const before = await queue.getJob(id);
  if (before && endOf(before)) await before.remove();
  else if (before?.data.stop) await before.updateData(data);
  await queue.add(name, data, { jobId: id, removeOnComplete: keptFor, removeOnFail: keptFor });
}

/** How a job ended, or null if it has not. */
function endOf({ finishedOn, failedReason, returnvalue }: ChainQueueJob): ChainResult | null {
  if (finishedOn === undefined || finishedOn === null) return null;
  if (failedReason) return { end: "failed", code: "failed", message: failedReason };
  return returnvalue;
}

/** Takes a waiting job out of the queue, or asks its worker to save and stop; true if it is out. */
async function askToStop(queue: ChainQueue, id: string): Promise<boolean> {
  const job = await queue.getJob(id);
  if (!job) return true;
  try {
    // A job that a worker has cannot be removed.
    await job.remove();
    return true;
  } catch {
    await job.updateData({ ...job.data, stop: true }).catch(() => {});
    return false;
  }
}

function showProgress(job: Followed, entry: ChainQueueJob | undefined, progress: Progress): void {
  if (entry?.processedOn === undefined) return;
  job.task ??= progress.start(job.name, job.total);
  const said = entry.progress as ChainProgress | 0;
  if (typeof said === "object") job.task.advance(said.done, said.note);
}

/** Says once how many workers there are, or that there is none. */
function workerWatch(queue: ChainQueue, shared: string, progress: Progress) {
  const began = performance.now();
  let said = false;
  return async (isAnyActive: boolean): Promise<void> => {
    if (said || (!isAnyActive && performance.now() - began < workerPatience)) return;
    said = true;
    if (isAnyActive) return;
    progress.say(
      (await queue.getWorkersCount()) === 0
        ? `no worker is there for the folder ${shared}: start \`hedge work\` of this version with --queue, and --shared naming this folder`
        : "all workers are busy with other jobs",
    );
  };
}

function unansweredError(folder: string, count: number): HedgeError {
  const chains = count === 1 ? "1 chain has" : `${count} chains have`;
  return new HedgeError(
    "failed",
    `Stopped, but workers of ${chains} not answered; they save and stop when they do. Go on with the same options and --resume ${folder}.`,
  );
}
