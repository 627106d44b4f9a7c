import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RunIdentity } from "../../chains/run-folder.ts";
import { packageVersion } from "../../files/package-version.ts";
import { kernelFile } from "../../kernel/build.ts";
import type { Problem } from "../../model/problem.ts";
import type { ChainLengths } from "../folds/run-fold-chains.ts";
import type { NodeSet } from "../nodes/node-problems.ts";
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
  data: Pick<PreparedData, "dataSet" | "regression" | "nodes" | "nodeSizes" | "rare" | "naiveBayes">,
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
    naiveBayes,
    regression: { problem },
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
    ...(nodes ? { form: "factorised", ...nodeScales(nodes) } : flatScale(problem)),
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

/** The scales that a factorised run has chosen for nodes by depth, where they are fixed. */
function nodeScales({ regression: { problem } }: NodeSet): { readonly nodeScales?: string } {
  const { scalePriors, tree } = problem;
  const scales: number[] = [];
  for (const [group, prior] of scalePriors.entries()) {
    if (prior.kind !== "fixed") return {};
    scales[tree.depths[tree.groups[group] ?? 0] ?? 0] = prior.value;
  }
  return { nodeScales: scales.join(", ") };
}

/** The scale of a level that a flat run has chosen, where it is fixed. */
function flatScale({ scalePriors: [prior] }: Problem): { readonly scale?: number } {
  return prior?.kind === "fixed" ? { scale: prior.value } : {};
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
