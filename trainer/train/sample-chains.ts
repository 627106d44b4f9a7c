import { chooseProbes, probeCount } from "../chains/probes.ts";
import { runChains } from "../chains/run-chains.ts";
import { continueRun, createRunFolder, runFolderOf } from "../chains/run-folder.ts";
import { modelNutsOptions } from "../model/nuts-options.ts";
import type { Progress } from "../progress/progress.ts";
import { sampleNodes } from "./nodes/sample-nodes.ts";
import type { TrainOptions } from "./options.ts";
import type { PreparedData } from "./prepare-data.ts";
import { runIdentity } from "./run-identity.ts";

/**
 * Runs the chains of a new run, or goes on with those of `options.resume`.
 *
 * @returns the run folder, which holds draws, traces and checkpoints
 * @throws HedgeError `resume-mismatch` when the folder holds another run, `failed` on an abort
 */
export async function sampleChains(
  options: TrainOptions,
  data: PreparedData,
  progress: Progress,
  signal?: AbortSignal,
): Promise<string> {
  const folder = options.resume ?? runFolderOf(options.out);
  const identity = runIdentity(options, data);
  if (options.resume === undefined) await createRunFolder(folder, identity);
  else await continueRun(folder, identity);
  if (data.nodes !== null) {
    await sampleNodes(options, data.nodes, folder, progress, signal);
    return folder;
  }
  const { problem } = data.regression;
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
  return folder;
}
