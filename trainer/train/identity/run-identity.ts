import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RunIdentity } from "../../chains/run-folder.ts";
import { packageVersion } from "../../files/package-version.ts";
import { kernelFile } from "../../kernel/build.ts";
import type { ChainLengths } from "../folds/run-fold-chains.ts";
import { findApproximate } from "../nodes/node-size.ts";
import { hasLogitNoise, type TrainOptions } from "../options.ts";
import { type KeepEvery, keepAll } from "../plan/disk.ts";
import type { PreparedData } from "../prepare-data.ts";

/**
 * What a resumed run must have in common with the first. The kernel and the version belong to it,
 * so that one run does not mix the draws of two releases.
 */
export function runIdentity(
  options: TrainOptions,
  data: Pick<PreparedData, "dataSet" | "regression" | "nodes" | "nodeSizes" | "rare" | "choices">,
): RunIdentity {
  const {
    preset,
    backend,
    chains,
    warmup,
    draws,
    seed,
    calibration = 0,
    wordVectors = "none",
    text = [],
    targetAcceptance,
    maxDepth,
    from,
    keepEvery = keepAll,
  } = options;
  const {
    dataSet: { hash },
    nodes,
    choices: { leafScale, nodeScales, nodeLeaves, naiveBayes },
  } = data;
  const kernel = createHash("sha256")
    .update(readFileSync(kernelFile("relaxed")))
    .digest("hex");
  return {
    hedge: packageVersion(),
    kernel,
    dataHash: hash,
    calibration,
    wordVectors,
    text: text.join("\n"),
    preset,
    noise: hasLogitNoise(options),
    ...(nodes && { form: "factorised" }),
    ...(leafScale !== undefined && { leafScale }),
    ...(nodeScales && { nodeScales: nodeScales.join(", ") }),
    ...(nodeLeaves && { nodeLeaves: nodeLeaves.join(", ") }),
    naiveBayes,
    backend,
    chains,
    warmup,
    draws,
    seed,
    ...(targetAcceptance !== undefined && { targetAcceptance }),
    ...(maxDepth !== undefined && { maxDepth }),
    ...(findApproximate(data, options) && { approximate: true }),
    ...(data.rare && { rareTerms: data.rare.level }),
    ...(from !== undefined && { from }),
    ...(keepEvery.chains > 1 && { keepEvery: keepEvery.chains }),
    ...(keepEvery.folds > 1 && { keepEveryOfFolds: keepEvery.folds }),
  };
}

/** The lengths of the chains of a run, as its identity says. */
export function keptLengths({ chains, warmup, draws }: Readonly<Record<string, unknown>>): ChainLengths {
  return { chains: Number(chains), warmup: Number(warmup), draws: Number(draws) };
}

/** Which draws a run keeps, as its identity says. */
export function keptDraws({
  keepEvery = 1,
  keepEveryOfFolds = 1,
}: Readonly<Record<string, unknown>>): KeepEvery {
  return { chains: Number(keepEvery), folds: Number(keepEveryOfFolds) };
}
