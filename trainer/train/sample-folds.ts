import type { Progress } from "../progress/progress.ts";
import { runFoldChains } from "./folds/run-fold-chains.ts";
import { sampleFoldNodes } from "./nodes/sample-nodes.ts";
import type { TrainOptions } from "./options.ts";
import { openRunDraws } from "./predictive-draws.ts";
import type { PreparedData } from "./prepare-data.ts";
import { withEngine } from "./with-engine.ts";

/**
 * Runs the chains of cross-fitting, each on the titles outside of a fold, or goes on with them. The
 * run folder, where the chains on all titles are finished, gets a folder for each.
 *
 * @throws HedgeError `failed` on an abort
 */
export async function sampleFolds(
  options: TrainOptions,
  data: PreparedData,
  folder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  if (data.folds.length === 0) return;
  if (data.nodes !== null) {
    await sampleFoldNodes(options, data.folds, data.nodes, folder, progress, signal);
    return;
  }
  const { backend, seed, threads } = options;
  const draws = openRunDraws(folder, options, data);
  try {
    const full = {
      regression: data.regression,
      draws,
      lengths: options,
      request: options,
      backend,
      seed,
      folder,
      keepEvery: options.keepEvery?.folds ?? 1,
    };
    await withEngine(options, progress, (engine) =>
      runFoldChains(data.folds, full, { threads, ...engine, ...(signal && { signal }) }, progress),
    );
  } finally {
    draws.close();
  }
}
