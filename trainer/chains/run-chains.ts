import { Worker } from "node:worker_threads";
import { type ErrorCode, HedgeError } from "../../shared/errors.ts";
import { compileKernel } from "../kernel/load.ts";
import type { Progress, Task } from "../progress/progress.ts";
import { type ChainJob, type ChainMessage, signals } from "./chain-job.ts";

/** What all chains of a run have in common. */
export type SharedJob = Omit<ChainJob, "chain" | "kernel" | "signals">;

export type RunOptions = {
  readonly chains: number;
  /**
   * Chains that run at a time. Where there are more threads than chains left, the others share in
   * the gradients.
   */
  readonly threads: number;
  /** Aborting saves every chain and stops. */
  readonly signal?: AbortSignal;
};

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
    create: () => ({ ...job, chain }),
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
  options: Omit<RunOptions, "chains">,
  progress: Progress,
): Promise<void> {
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
  let isStopped = false;
  async function runWaitingChains(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (Atomics.load(words, signals.stop) !== 0) {
        isStopped = true;
        break;
      }
      const job = next.create();
      const task = progress.start(next.name, job.nuts.warmup + job.draws);
      const end = await runInThread({ ...job, kernel, signals: shared }, task);
      task.finish();
      if (end === "stopped") isStopped = true;
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
  if (isStopped) throw stoppedError(run.folder);
}

/** What a run ends with that was stopped, and can go on. */
export function stoppedError(folder: string): HedgeError {
  return new HedgeError(
    "failed",
    `Stopped; everything so far is saved. Go on with the same options and --resume ${folder}.`,
  );
}

function runInThread(job: ChainJob, task: Task): Promise<"finished" | "stopped"> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("chain-worker.ts", import.meta.url), { workerData: job });
    let end: "finished" | "stopped" | null = null;
    thread.on("message", (message: ChainMessage) => {
      switch (message.kind) {
        case "progress":
          return task.advance(
            message.done,
            `step ${message.stepSize.toPrecision(2)}, ${message.steps} leapfrogs`,
          );
        case "failed":
          return reject(failure(message));
        default:
          end = message.kind;
      }
    });
    thread.on("error", reject);
    thread.on("exit", (status) => {
      if (end) resolve(end);
      else
        reject(
          new Error(`the thread of chain ${job.chain} ended with status ${status} before its chain did`),
        );
    });
  });
}

function failure({ code, message, stack }: Extract<ChainMessage, { kind: "failed" }>): Error {
  if (code !== null) return new HedgeError(code as ErrorCode, message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}
