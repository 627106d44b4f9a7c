import { chooseProbes, probeCount } from "../chains/probes.ts";
import { runChains } from "../chains/run-chains.ts";
import { continueRun, createRunFolder, runFolderOf } from "../chains/run-folder.ts";
import { modelNutsOptions } from "../model/nuts-options.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainOptions } from "./options.ts";
import type { PreparedData } from "./prepare-data.ts";
import { runIdentity } from "./run-identity.ts";

/**
 * Makes the folder of a new run, or opens that of `options.resume`.
 *
 * @returns the run folder
 * @throws HedgeError `resume-mismatch` when the folder holds another run
 */
export async function openRun(options: TrainOptions, { dataSet }: PreparedData): Promise<string> {
  const folder = options.resume ?? runFolderOf(options.out);
  const identity = runIdentity(options, dataSet);
  if (options.resume === undefined) await createRunFolder(folder, identity);
  else await continueRun(folder, identity);
  return folder;
}

/**
 * Runs the chains of a run, or goes on with them. The folder then holds draws, traces and
 * checkpoints.
 *
 * @throws HedgeError `failed` on an abort
 */
export async function sampleChains(
  options: TrainOptions,
  { regression: { problem } }: PreparedData,
  folder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  await runChains(
    {
      problem,
      backend: options.backend,
      nuts: modelNutsOptions(problem, options.warmup, options),
      draws: options.draws,
      seed: options.seed,
      probes: chooseProbes(problem, probeCount, options.seed),
      folder,
    },
    { chains: options.chains, threads: options.threads, ...(signal && { signal }) },
    progress,
  );
}
