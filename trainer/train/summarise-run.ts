import type { TrainingSummary } from "../../shared/artifact/model.ts";
import { diagnoseRun } from "../chains/diagnose-run.ts";
import type { Diagnosis } from "../diagnostics/diagnose.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";
import type { PreparedData } from "./prepare-data.ts";
import { packageVersion } from "./run-identity.ts";

/** The diagnosis of a run's chains, and what the model file says of its training. */
export type RunSummary = { readonly diagnosis: Diagnosis; readonly summary: TrainingSummary };

/** Diagnoses the chains in a run folder and describes the run. */
export function summariseRun(
  options: TrainOptions,
  { dataSet, training, prior, regression }: PreparedData,
  folder: string,
): RunSummary {
  const diagnosis = diagnoseRun(folder, options.chains, regression.problem);
  const summary: TrainingSummary = {
    hedge: packageVersion(),
    preset: options.preset,
    classPrior: prior.name,
    noise: hasLogitNoise(options),
    backend: options.backend,
    seed: options.seed,
    dataHash: dataSet.hash,
    titles: training.titles.length,
    duplicatesDropped: dataSet.duplicatesDropped,
    rowsSkipped: dataSet.skipped.length,
    chains: options.chains,
    warmup: options.warmup,
    drawsPerChain: options.draws,
    diagnostics: diagnosis.training,
  };
  return { diagnosis, summary };
}
