import { basename, join } from "node:path";
import { chooseProbes, probeCount } from "../chains/probes.ts";
import { runChains } from "../chains/run-chains.ts";
import { continueRun, createRunFolder, runFolderOf } from "../chains/run-folder.ts";
import { modelNutsOptions } from "../model/nuts-options.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainOptions } from "./options.ts";
import type { PreparedData } from "./prepare-data.ts";
import { runIdentity } from "./run-identity.ts";
import { withEngine } from "./with-engine.ts";

/**
 * Runs the chains of a new run, or goes on with those of `options.resume`.
 *
 * @returns the run folder, which holds draws, traces and checkpoints
 * @throws HedgeError `resume-mismatch` when the folder holds another run, `failed` on an abort
 */
export async function sampleChains(
  options: TrainOptions,
  { dataSet, regression: { problem } }: PreparedData,
  progress: Progress,
  signal?: AbortSignal,
): Promise<string> {
  const folder = options.resume ?? newRunFolder(options);
  const identity = runIdentity(options, dataSet);
  if (options.resume === undefined) await createRunFolder(folder, identity);
  else await continueRun(folder, identity);
  const job = {
    problem,
    backend: options.backend,
    nuts: modelNutsOptions(problem, options.warmup, options),
    draws: options.draws,
    seed: options.seed,
    probes: chooseProbes(problem, probeCount, options.seed),
    folder,
  };
  const { chains, threads } = options;
  await withEngine(options, progress, (engine) =>
    runChains(job, { chains, threads, ...engine, ...(signal && { signal }) }, progress),
  );
  return folder;
}

/** Beside the model, or of the same name in the folder that workers share. */
function newRunFolder({ out, shared }: Pick<TrainOptions, "out" | "shared">): string {
  const beside = runFolderOf(out);
  return shared === undefined ? beside : join(shared, basename(beside));
}
