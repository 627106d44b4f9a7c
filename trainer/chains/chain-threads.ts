import { Worker } from "node:worker_threads";
import type { Problem } from "../model/problem.ts";

/**
 * A thread is replaced once its chains together have had so many coefficients. What a large chain
 * had in memory is certain to be free only when its thread has ended.
 */
const mostCoefficients = 1_000_000;

/** The threads that run the chains of one slot, one after another. */
export type ChainThreads = {
  /** A thread for a chain of a problem: the last one again, unless it is to be replaced. */
  next(problem: Problem): Promise<Worker>;
  /** Ends the last thread. */
  close(): Promise<void>;
};

/** Threads that do not exist before they are asked for. Many small chains share one. */
export function chainThreads(): ChainThreads {
  let running: { readonly thread: Worker; readonly end: Promise<unknown> } | undefined;
  let seen = 0;
  async function close(): Promise<void> {
    running?.thread.postMessage(null);
    await running?.end;
    running = undefined;
    seen = 0;
  }
  return {
    next: async ({ design, tree }) => {
      const coefficients = design.features * (tree.nodeCount - 1);
      if (seen + coefficients > mostCoefficients) await close();
      seen += coefficients;
      running ??= startThread();
      return running.thread;
    },
    close,
  };
}

function startThread() {
  const thread = new Worker(new URL("chain-worker.ts", import.meta.url));
  // Whoever waits for a chain hears of errors; nobody does between two chains.
  thread.on("error", () => {});
  return { thread, end: new Promise((resolve) => thread.once("exit", resolve)) };
}
