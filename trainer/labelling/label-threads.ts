import { Worker } from "node:worker_threads";
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
type Thread = { readonly worker: Worker; readonly waiting: Map<number, Waiting> };

/** Starts threads, each with a model of its own in memory. */
export function startLabelThreads(job: LabelJob, count: number): LabelThreads {
  const threads = Array.from({ length: count }, () => startThread(job));
  let next = 0;
  return {
    label: (titles) => {
      const least = threads.reduce((best, one) => (one.waiting.size < best.waiting.size ? one : best));
      const id = next++;
      return new Promise((resolve, reject) => {
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
  const worker = new Worker(new URL("label-worker.ts", import.meta.url), { workerData: job });
  worker.on("message", ({ id, labels }: LabelReply) => {
    waiting.get(id)?.resolve(labels);
    waiting.delete(id);
  });
  worker.on("error", (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return { worker, waiting };
}
