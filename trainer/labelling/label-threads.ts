import { Worker } from "node:worker_threads";
import { HedgeError } from "../../shared/errors.ts";
import type { LabelledTitle } from "./answer-cells.ts";
import type { LabelJob, LabelReply, LabelRequest } from "./label-job.ts";

/** Labels titles on threads. */
export type LabelThreads = {
  /** Labels titles, in their order, on the thread that has the least to do. */
  label(titles: readonly string[]): Promise<readonly LabelledTitle[]>;
  /** Ends the threads. Titles that are under way are lost. */
  close(): Promise<void>;
};

type Waiting = { resolve(labels: readonly LabelledTitle[]): void; reject(error: unknown): void };
type Thread = {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** What the thread ended with, if it did. */
  failure(): Error | null;
};

/** Starts threads, each with a model of its own in memory. */
export function startLabelThreads(job: LabelJob, count: number): LabelThreads {
  const threads = Array.from({ length: count }, () => startThread(job));
  let next = 0;
  return {
    label: (titles) => {
      const least = threads.reduce((best, one) => (one.waiting.size < best.waiting.size ? one : best));
      const id = next++;
      return new Promise((resolve, reject) => {
        const failure = least.failure();
        if (failure !== null) return reject(failure);
        least.waiting.set(id, { resolve, reject });
        least.worker.postMessage({ id, titles } satisfies LabelRequest);
      });
    },
    close: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(job: LabelJob): Thread {
  const waiting = new Map<number, Waiting>();
  let failure: Error | null = null;
  const fail = (error: Error) => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const worker = new Worker(new URL("label-worker.ts", import.meta.url), { workerData: job });
  worker.on("message", (reply: LabelReply) => {
    if (reply.kind === "failed") return fail(new HedgeError("failed", reply.message));
    waiting.get(reply.id)?.resolve(reply.labels);
    waiting.delete(reply.id);
  });
  worker.on("error", fail);
  return { worker, waiting, failure: () => failure };
}
