import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Block, BlockResult } from "./block-worker.ts";

/** Runs blocks on threads, the next one on the first free thread. Results are in block order. */
export async function runBlocks(
  blocks: readonly Block[],
  threads: number,
  onDone: (done: number) => void,
): Promise<readonly BlockResult[]> {
  const results: BlockResult[] = [];
  let next = 0;
  let done = 0;
  async function runThread(): Promise<void> {
    const worker = new Worker(new URL("block-worker.ts", import.meta.url));
    try {
      while (next < blocks.length) {
        const at = next++;
        worker.postMessage(blocks[at]);
        const [result] = (await once(worker, "message")) as [BlockResult];
        results[at] = result;
        onDone(++done);
      }
    } finally {
      await worker.terminate();
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, blocks.length) }, runThread));
  return results;
}
