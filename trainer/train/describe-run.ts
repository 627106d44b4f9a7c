import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { TrainingSummary } from "../../shared/artifact/model.ts";
import type { RunIdentity } from "../chains/run-folder.ts";
import type { ClassPrior } from "../data/class-prior.ts";
import type { DataSet } from "../data/data-set.ts";
import type { Diagnosis } from "../diagnostics/diagnose.ts";
import { kernelFile } from "../kernel/build.ts";
import { presets } from "../model/preset.ts";
import type { TrainOptions } from "./options.ts";

/** What a run to be resumed must have in common with the first. The kernel and the version belong to it: draws of two releases do not mix in one run. */
export function runIdentity(options: TrainOptions, { hash }: DataSet): RunIdentity {
  const { preset, backend, chains, warmup, draws, seed, calibration = 0 } = options;
  const kernel = createHash("sha256")
    .update(readFileSync(kernelFile("relaxed")))
    .digest("hex");
  return {
    hedge: packageVersion(),
    kernel,
    dataHash: hash,
    calibration,
    preset,
    noise: isNoisy(options),
    backend,
    chains,
    warmup,
    draws,
    seed,
  };
}

/** Whether every logit has latent noise: as asked for, otherwise as the preset has it. */
export function isNoisy({ noise, preset }: TrainOptions): boolean {
  return noise ?? presets[preset].noise;
}

/** What a model file says of its training. `titles`: how many the chains saw. */
export function trainingSummary(
  options: TrainOptions,
  dataSet: DataSet,
  titles: number,
  prior: ClassPrior,
  diagnosis: Diagnosis,
): TrainingSummary {
  return {
    hedge: packageVersion(),
    preset: options.preset,
    classPrior: prior.name,
    noise: isNoisy(options),
    backend: options.backend,
    seed: options.seed,
    dataHash: dataSet.hash,
    titles,
    duplicatesDropped: dataSet.duplicatesDropped,
    rowsSkipped: dataSet.skipped.length,
    chains: options.chains,
    warmup: options.warmup,
    drawsPerChain: options.draws,
    diagnostics: diagnosis.training,
  };
}

/** The version of hedge. */
export function packageVersion(): string {
  const found = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return found.version;
}
