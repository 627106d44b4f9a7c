import { Worker } from "node:worker_threads";
import type { Kernel } from "./load.ts";

/** What a helper's thread gets. */
export type HelperData = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Addresses of the settings that the kernel was configured with, and of the helper's own work areas. */
  readonly settings: number;
  readonly scratch: number;
};

/** Threads that take part in every pass of a kernel. Its results are the same bits with any number of them. */
export type Helpers = {
  /** Sees to it that there are at least `count`, at most as many as there is work for. They join in when they are ready. */
  grow(count: number): void;
  /** Ends them and waits until they have ended; `grow` again only then. */
  stop(): Promise<void>;
};

/** Blocks of work that a thread needs to be worth waking. */
const leastBlocks = 4;

/**
 * Threads for a kernel that is configured and will not be configured anew.
 *
 * @param blocks into how many blocks its work is divided
 */
export function kernelHelpers(kernel: Kernel, settings: number, blocks: number): Helpers {
  const { module, memory, exports } = kernel;
  let running = 0;
  const workers: { readonly worker: Worker; readonly end: Promise<unknown> }[] = [];
  return {
    grow: (count) => {
      const wanted = Math.min(count, Math.floor(blocks / leastBlocks) - 1);
      if (wanted <= running) return;
      const scratch = Array.from({ length: wanted - running }, () => kernel.allocate(exports.scratchBytes()));
      exports.setHelpers(wanted);
      running = wanted;
      for (const own of scratch) {
        const workerData: HelperData = { module, memory, settings, scratch: own };
        const worker = new Worker(new URL("helper-worker.ts", import.meta.url), { workerData });
        // One that does not come takes no block, and the work is done all the same.
        const end = new Promise((resolve) => worker.once("error", resolve).once("exit", resolve));
        worker.unref();
        workers.push({ worker, end });
      }
    },
    stop: async () => {
      if (running === 0) return;
      exports.setHelpers(0);
      running = 0;
      for (const { worker } of workers) worker.ref();
      await Promise.all(workers.splice(0).map(({ end }) => end));
    },
  };
}
