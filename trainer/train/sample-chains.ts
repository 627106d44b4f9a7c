import { chooseProbes, probeCount } from "../chains/probes.ts";
import { runChains } from "../chains/run-chains.ts";
import { continueRun, createRunFolder, runFolderOf } from "../chains/run-folder.ts";
import { modelNutsOptions } from "../model/nuts-options.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainOptions } from "./options.ts";
import type { PreparedData } from "./prepare-data.ts";
import { runIdentity } from "./run-identity.ts";
import { keepChainStarts, openChainStarts, writeChainStarts } from "./starts/chain-starts.ts";
import { writeRunFeatures } from "./starts/run-features.ts";

/**
 * Makes the folder of a new run, or opens that of `options.resume`.
 *
 * @returns the run folder
 * @throws HedgeError `resume-mismatch` when the folder holds another run, and what is wrong with
 *   `options.from`
 */
export async function openRun(options: TrainOptions, { dataSet, regression }: PreparedData): Promise<string> {
  const { resume, from, seed } = options;
  const folder = resume ?? runFolderOf(options.out);
  const identity = runIdentity(options, dataSet);
  if (resume !== undefined) {
    await continueRun(folder, identity);
    return folder;
  }
  if (from !== undefined) await writeChainStarts(folder, from, regression, seed);
  await createRunFolder(folder, identity);
  keepChainStarts(folder);
  await writeRunFeatures(folder, regression.vocabulary, dataSet.tree);
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
  const nuts = modelNutsOptions(problem, options.warmup, options);
  const startOf = openChainStarts(folder);
  await runChains(
    {
      problem,
      backend: options.backend,
      nuts,
      draws: options.draws,
      seed: options.seed,
      probes: chooseProbes(problem, probeCount, options.seed),
      folder,
    },
    {
      ...{ chains: options.chains, threads: options.threads },
      ...(signal && { signal }),
      ...(startOf && { ownOf: (chain) => startOf(chain, nuts) }),
    },
    progress,
  );
}
