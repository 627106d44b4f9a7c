import type { RunOptions } from "../chains/run-chains.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainOptions } from "./options.ts";

/**
 * Passes what runs chains to `use`: the workers of a queue where there is one, or nothing, which
 * means threads of this process.
 */
export async function withEngine<T>(
  { queue, shared }: Pick<TrainOptions, "queue" | "shared">,
  progress: Progress,
  use: (engine: Pick<RunOptions, "engine">) => Promise<T>,
): Promise<T> {
  if (queue === undefined || shared === undefined) return use({});
  // Loaded only where it is used, because the client of the queue is large.
  const { openQueueEngine } = await import("../queue/queue-engine.ts");
  const { run, close } = await openQueueEngine({ queue, shared }, progress);
  try {
    return await use({ engine: run });
  } finally {
    await close();
  }
}
