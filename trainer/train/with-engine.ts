import type { RunOptions } from "../chains/run-chains.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainOptions } from "./options.ts";

type Place = Pick<TrainOptions, "queue" | "shared">;

/**
 * Passes what runs chains to `use`: the workers of a queue where there is one, or nothing, which
 * means threads of this process.
 */
export async function withEngine<T>(
  place: Place,
  progress: Progress,
  use: (engine: Pick<RunOptions, "engine">) => Promise<T>,
): Promise<T> {
  const engine = await openEngine(place, progress);
  if (engine === null) return use({});
  try {
    return await use({ engine: engine.run });
  } finally {
    await engine.close();
  }
}

/** How many workers a queue has at this moment; 0 without a queue. */
export async function countWorkers(place: Place, progress: Progress): Promise<number> {
  const engine = await openEngine(place, progress);
  if (engine === null) return 0;
  try {
    return await engine.countWorkers();
  } finally {
    await engine.close();
  }
}

async function openEngine({ queue, shared }: Place, progress: Progress) {
  if (queue === undefined || shared === undefined) return null;
  // Loaded only where it is used, because the client of the queue is large.
  const { openQueueEngine } = await import("../queue/queue-engine.ts");
  return await openQueueEngine({ queue, shared }, progress);
}
