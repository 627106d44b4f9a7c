import { normalQuantile } from "../../../shared/numerics/normal-quantile.ts";
import { nextUniform, seedStream } from "../../../trainer/nuts/random.ts";
import { drawPosition, logNormal, runningSums } from "./numbers.ts";

/** A leaf of a synthetic taxonomy: the nodes on its path, top level first, and its share. */
export type SyntheticLeaf = { readonly nodes: readonly number[]; readonly share: number };

/** Nodes are numbered from 1, level by level; 0 is the root. */
export type SyntheticTree = { readonly leaves: readonly SyntheticLeaf[]; readonly nodeCount: number };

/**
 * How many classes each level has: with `classes` of the last level they grow as those of the real
 * catalogues do, as classes to the power (level / levels)^0.6.
 */
export function levelCounts(classes: number, levels: number): number[] {
  return Array.from({ length: levels }, (_, level) => Math.round(classes ** (((level + 1) / levels) ** 0.6)));
}

/**
 * A taxonomy with as many classes at each level as `counts` says, all leaves at the last one. Every
 * node has a child, and some have many more than others. Shares of titles are log-normal.
 *
 * @param spread standard deviation of the logarithms of shares, and of numbers of children
 */
export function makeTree(counts: readonly number[], spread: number, seed: number): SyntheticTree {
  const random = seedStream(seed, 1);
  let paths: (readonly number[])[] = [[]];
  let nodeCount = 1;
  for (const count of counts) {
    const sums = runningSums(paths.map(() => logNormal(spread, random)));
    const parents = Array.from({ length: count }, (_, k) =>
      k < paths.length ? k : drawPosition(sums, random),
    ).sort((a, b) => a - b);
    paths = parents.map((parent, k) => [...(paths[parent] ?? []), nodeCount + k]);
    nodeCount += count;
  }
  const weights = spreadEvenly(paths.length, spread, random);
  const total = weights.reduce((sum, one) => sum + one, 0);
  return { leaves: paths.map((nodes, k) => ({ nodes, share: (weights[k] ?? 0) / total })), nodeCount };
}

/** Log-normal weights at even quantiles, in random order: their spread is not left to chance. */
function spreadEvenly(count: number, spread: number, random: Uint32Array): number[] {
  return Array.from({ length: count }, (_, k) => ({ k, order: nextUniform(random) }))
    .sort((a, b) => a.order - b.order)
    .map(({ k }) => Math.exp(spread * normalQuantile((k + 0.5) / count)));
}
