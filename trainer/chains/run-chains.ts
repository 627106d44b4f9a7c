import type { Worker } from "node:worker_threads";
import { type ErrorCode, HedgeError } from "../../shared/errors.ts";
import { compileKernel } from "../kernel/load.ts";
import type { Progress, Task } from "../progress/progress.ts";
import { type ChainJob, type ChainMessage, signals, type ThreadFailure } from "./chain-job.ts";
import { chainThreads } from "./chain-threads.ts";

/** What all chains of a run have in common. */
export type SharedJob = Omit<ChainJob, "chain" | "kernel" | "signals" | "claim" | "checkpointInterval">;

/** How the chains of a run are run. */
export type RunOptions = {
  readonly chains: number;
  /**
   * Chains that run at a time. Where there are more threads than chains left, the others share in
   * the gradients.
   */
  readonly threads: number;
  /** What a chain has of its own, such as parameters to start from. */
  readonly ownOf?: (chain: number) => Partial<SharedJob>;
  /** Aborting saves every chain and stops. */
  readonly signal?: AbortSignal;
  /** Time for that, in milliseconds, after which a chain is ended in its draw; 3,000 if absent. */
  readonly stopPatience?: number;
  /** Runs the chains elsewhere than on threads of this process. */
  readonly engine?: JobEngine;
};

/** Another way to run jobs than on threads of this process, with the same result and errors. */
export type JobEngine = (
  jobs: readonly NamedJob[],
  run: Pick<ChainJob, "backend" | "folder">,
  options: Pick<RunOptions, "signal">,
  progress: Progress,
) => Promise<void>;

/**
 * Runs chains on threads, one chain at a time on each. Draws depend on seed and chain number alone
 * and not on the number of threads. Resolves when every chain is finished.
 *
 * @throws HedgeError what a chain failed with, or `failed` when the signal stopped it and
 *   everything done so far is saved
 */
export function runChains(job: SharedJob, options: RunOptions, progress: Progress): Promise<void> {
  const jobs = Array.from({ length: options.chains }, (_, chain) => ({
    name: `chain ${chain + 1}`,
    create: () => ({ ...job, ...options.ownOf?.(chain), chain }),
  }));
  return runJobs(jobs, job, options, progress);
}

/** One of several chains that run together. Their problems may differ. */
export type NamedJob = {
  /** What progress shows. */
  readonly name: string;
  /** Called when a thread is free, so that only the problems of running chains are in memory. */
  create(): SharedJob & Pick<ChainJob, "chain">;
};

/**
 * Runs chains of different problems, as `runChains` does those of one.
 *
 * @param run the backend of all chains, and the folder that a stopped run goes on from
 * @throws HedgeError as `runChains`
 */
export async function runJobs(
  jobs: readonly NamedJob[],
  run: Pick<ChainJob, "backend" | "folder">,
  options: Omit<RunOptions, "chains" | "ownOf">,
  progress: Progress,
): Promise<void> {
  if (options.engine) return options.engine(jobs, run, options, progress);
  const shared = new SharedArrayBuffer(signals.bytes);
  const words = new Int32Array(shared);
  const kernel = run.backend === "kernel" ? compileKernel() : undefined;
  const askToStop = () => Atomics.store(words, signals.stop, 1);
  options.signal?.addEventListener("abort", askToStop, { once: true });
  if (options.signal?.aborted) askToStop();

  const waiting = [...jobs];
  let running = Math.min(options.threads, jobs.length);
  const shareThreads = () => {
    if (running > 0) Atomics.store(words, signals.extraThreads, Math.floor(options.threads / running) - 1);
  };
  shareThreads();
  let [isStopped, isCut] = [false, false];
  async function runWaitingChains(): Promise<void> {
    const threads = chainThreads();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (Atomics.load(words, signals.stop) !== 0) {
          isStopped = true;
          break;
        }
        const job = next.create();
        const task = progress.start(next.name, job.nuts.warmup + job.draws);
        const thread = await threads.next(job.problem);
        const end = await runInThread(thread, { ...job, kernel, signals: shared }, task, options);
        if (end === "finished") task.finish();
        else isStopped = true;
        if (end === "ended") isCut = true;
      }
    } finally {
      await threads.close();
    }
    running--;
    shareThreads();
  }

  try {
    const slots = Array.from({ length: running }, runWaitingChains);
    const ends = await Promise.allSettled(
      slots.map((slot) =>
        slot.catch((error: unknown) => {
          // If one chain fails, the others save and stop at their next draw.
          askToStop();
          throw error;
        }),
      ),
    );
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
  } finally {
    options.signal?.removeEventListener("abort", askToStop);
  }
  if (isStopped) throw stoppedError(run.folder, isCut);
}

/**
 * What a run ends with that was stopped, and can go on.
 *
 * @param isCut whether a chain was ended in the middle of a draw
 */
export function stoppedError(folder: string, isCut = false): HedgeError {
  const saved = isCut ? "all but the last draws is saved" : "everything so far is saved";
  return new HedgeError("failed", `Stopped; ${saved}. Go on with the same options and --resume ${folder}.`);
}

/** Time that a chain has to end its draw and to save it when it is stopped, in milliseconds. */
const patience = 3000;

/** How a chain's thread ends without a failure; `superseded` only where it has a claim. */
export type ChainEnd = "finished" | "stopped" | "ended" | "superseded";

/**
 * Runs a chain in a thread, which can take another job after it. A thread that is stopped in a long
 * draw is `ended`. The chain then goes on from its last checkpoint.
 */
export function runInThread(
  thread: Worker,
  job: ChainJob,
  task: Pick<Task, "advance">,
  { signal, stopPatience = patience }: Pick<RunOptions, "signal" | "stopPatience">,
): Promise<ChainEnd> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", endSoon);
      thread.off("message", hear).off("error", fail).off("exit", leave);
    };
    const end = (how: ChainEnd) => {
      settle();
      resolve(how);
    };
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    const leave = (status: number) =>
      fail(new Error(`the thread of chain ${job.chain} ended with status ${status} before its chain did`));
    const endSoon = () => {
      timer = setTimeout(() => {
        end("ended");
        void thread.terminate();
      }, stopPatience);
    };
    const hear = (message: ChainMessage) => {
      switch (message.kind) {
        case "progress":
          return task.advance(
            message.done,
            `step ${message.stepSize.toPrecision(2)}, ${message.steps} leapfrogs`,
          );
        case "failed":
          return fail(threadError(message));
        default:
          return end(message.kind);
      }
    };
    if (signal?.aborted) endSoon();
    else signal?.addEventListener("abort", endSoon, { once: true });
    thread.on("message", hear).on("error", fail).on("exit", leave);
    thread.postMessage(job);
  });
}

/** The error that a thread or a worker failed with. */
export function threadError({
  code,
  message,
  stack,
}: Pick<ThreadFailure, "code" | "message"> & { readonly stack?: string }): Error {
  if (code !== null) return new HedgeError(code as ErrorCode, message);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
