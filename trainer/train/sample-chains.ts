import { basename, join } from "node:path";
import { chooseProbes, probeCount } from "../chains/probes.ts";
import { runChains } from "../chains/run-chains.ts";
import { continueRun, createRunFolder, readRunIdentity, runFolderOf } from "../chains/run-folder.ts";
import { modeGradients } from "../chains/starts/near-mode.ts";
import { trainNutsOptions } from "../model/nuts-options.ts";
import type { Progress } from "../progress/progress.ts";
import { keptDraws, runIdentity } from "./identity/run-identity.ts";
import { sampleNodes } from "./nodes/sample-nodes.ts";
import type { TrainOptions } from "./options.ts";
import type { KeepEvery } from "./plan/disk.ts";
import type { PreparedData } from "./prepare-data.ts";
import { keepChainStarts, openChainStarts, writeChainStarts } from "./starts/chain-starts.ts";
import { writeRunFeatures } from "./starts/run-features.ts";
import { withEngine } from "./with-engine.ts";

/**
 * Makes the folder of a new run, or opens that of `options.resume`.
 *
 * @param planned draws that a new run is to keep; one that goes on keeps those it did
 * @returns the run folder, and the options with the draws that the run keeps
 * @throws HedgeError `resume-mismatch` when the folder holds another run, and what is wrong with
 *   `options.from`
 */
export async function openRun(
  given: TrainOptions,
  data: PreparedData,
  planned: KeepEvery,
): Promise<{ folder: string; options: TrainOptions }> {
  const { dataSet, regression } = data;
  const { resume, from, seed } = given;
  const folder = resume ?? newRunFolder(given);
  const keepEvery = resume === undefined ? planned : keptDraws(readRunIdentity(resume));
  const options = { ...given, keepEvery };
  const identity = runIdentity(options, data);
  if (resume !== undefined) {
    await continueRun(folder, identity);
    return { folder, options };
  }
  if (from !== undefined) await writeChainStarts(folder, from, regression, seed);
  await createRunFolder(folder, identity, async () => {
    keepChainStarts(folder);
    await writeRunFeatures(folder, regression.vocabulary, dataSet.tree);
  });
  return { folder, options };
}

/**
 * Runs the chains of a run, or goes on with them. The folder then holds draws, traces and
 * checkpoints.
 *
 * @throws HedgeError `failed` on an abort
 */
export async function sampleChains(
  options: TrainOptions,
  data: PreparedData,
  folder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  if (data.nodes !== null) {
    await sampleNodes(options, data.nodes, folder, progress, signal);
    return;
  }
  const { problem } = data.regression;
  const nuts = trainNutsOptions(problem, options.warmup, options.backend, options, "flat");
  const startOf = openChainStarts(folder);
  const job = {
    problem,
    backend: options.backend,
    nuts,
    ...(nuts.unadjusted && { modeGradients }),
    ...(options.keepEvery && { keepEvery: options.keepEvery.chains }),
    draws: options.draws,
    seed: options.seed,
    probes: chooseProbes(problem, probeCount, options.seed),
    folder,
  };
  const run = {
    chains: options.chains,
    threads: options.threads,
    ...(signal && { signal }),
    ...(startOf && { ownOf: (chain: number) => startOf(chain, nuts) }),
  };
  await withEngine(options, progress, (engine) => runChains(job, { ...run, ...engine }, progress));
}

/** Beside the model, or of the same name in the folder that workers share. */
function newRunFolder({ out, shared }: Pick<TrainOptions, "out" | "shared">): string {
  const beside = runFolderOf(out);
  return shared === undefined ? beside : join(shared, basename(beside));
}
