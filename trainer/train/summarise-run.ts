import type { TrainingSummary } from "../../shared/artifact/model.ts";
import { chooseProbes, probeCount } from "../chains/probes.ts";
import { readSampledRun } from "../chains/read-sampled-run.ts";
import { type Diagnosis, diagnose, type SampledRun } from "../diagnostics/diagnose.ts";
import { packageVersion } from "../files/package-version.ts";
import { findApproximate } from "./nodes/node-size.ts";
import { readSampledNodes } from "./nodes/read-sampled-nodes.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";
import type { PreparedData } from "./prepare-data.ts";

/** The diagnosis of a run's chains, and what the model file says of its training. */
export type RunSummary = {
  /** What the chains recorded. */
  readonly sampled: SampledRun;
  readonly diagnosis: Diagnosis;
  readonly summary: TrainingSummary;
};

/** Diagnoses the chains in a run folder and describes the run. */
export function summariseRun(options: TrainOptions, data: PreparedData, folder: string): RunSummary {
  const { dataSet, training, prior, regression, nodes } = data;
  const { problem } = regression;
  const recorded = nodes
    ? readSampledNodes(folder, options.chains, nodes, options.seed)
    : readSampledRun(folder, options.chains, problem, chooseProbes(problem, probeCount, options.seed));
  const sampled = { ...recorded, approximate: findApproximate(data, options) };
  const diagnosis = diagnose(sampled);
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
  return { sampled, diagnosis, summary };
}
