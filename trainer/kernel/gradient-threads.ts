import { Worker } from "node:worker_threads";
import type { Kernel } from "./load.ts";

/** What a thread that shares in the gradients is started with. */
export type GradientThreadData = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the settings that the kernel was configured with. */
  readonly settings: number;
  /** Address of the thread's own work areas. */
  readonly scratch: number;
};

/**
 * Threads that take part in every pass of a kernel, besides the thread that runs its chain. The
 * results have the same bits with any number of them.
 */
export type GradientThreads = {
  /**
   * Makes sure that there are at least `count` threads, or as many as there is work for. A new
   * thread takes part once it has started.
   */
  grow(count: number): void;
  /** Ends them and waits until they have ended. Only then may `grow` be called again. */
  stop(): Promise<void>;
};

/** Blocks of work that make another thread worth its cost. */
const leastBlocks = 4;

/**
 * Threads for a kernel that is configured and will not be configured again. There are none yet.
 *
 * @param blocks number of blocks that the kernel's work is divided into
 */
export function gradientThreads(kernel: Kernel, settings: number, blocks: number): GradientThreads {
  const { module, memory, exports } = kernel;
  let running = 0;
  const workers: { readonly worker: Worker; readonly end: Promise<unknown> }[] = [];
  return {
    grow: (count) => {
      const wanted = Math.min(count, Math.floor(blocks / leastBlocks) - 1);
      if (wanted <= running) return;
      const scratch = Array.from({ length: wanted - running }, () => kernel.allocate(exports.scratchBytes()));
      exports.setWorkerCount(wanted);
      running = wanted;
      for (const own of scratch) {
        const workerData: GradientThreadData = { module, memory, settings, scratch: own };
        const worker = new Worker(new URL("gradient-worker.ts", import.meta.url), { workerData });
        // A thread that fails to start takes no block, and the others do its work.
        const end = new Promise((resolve) => worker.once("error", resolve).once("exit", resolve));
        worker.unref();
        workers.push({ worker, end });
      }
    },
    stop: async () => {
      if (running === 0) return;
      exports.setWorkerCount(0);
      running = 0;
      for (const { worker } of workers) worker.ref();
      await Promise.all(workers.splice(0).map(({ end }) => end));
    },
  };
}
