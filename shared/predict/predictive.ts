import type { Model } from "../artifact/model.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import { sumLeavesIntoNodes } from "../tree/taxonomy.ts";
import { logitsPerDraw } from "./logits.ts";
import { entropy, softmaxInPlace } from "./softmax.ts";

/** Posterior predictive of one title. The arrays belong to the predictor and change with its next call. */
export type Predictive = {
  /** Posterior-predictive mean of every node, length N; the root's is 1. A parent is the sum of its leaves. */
  readonly nodes: Float64Array;
  /** Probabilities per draw, draw by draw: `perDraw[s * leaves + c]`. */
  readonly perDraw: Float64Array;
  /** Entropy of the predictive mean, in nats. */
  readonly total: number;
  /** Mean over draws of the entropy, in nats: what more training data would not remove. */
  readonly aleatoric: number;
  /** `total - aleatoric`: the mutual information between class and draw, in nats, never negative. */
  readonly epistemic: number;
};

export type Predictor = {
  /** Predictive of one row. Allocates nothing that lasts. */
  predict(row: SparseRow): Predictive;
  /** Central 90 % interval over draws of a node's probability, for the row predicted last. */
  interval(node: number): [number, number];
};

/** Builds a predictor with its working memory: draws x leaves numbers, reused by every call. */
export function predictor(model: Model): Predictor {
  const { posterior, tree } = model;
  const { draws } = posterior;
  const leaves = tree.leaves.length;
  const perDraw = new Float64Array(draws * leaves);
  const leafMeans = new Float64Array(leaves);
  const nodes = new Float64Array(tree.nodeCount);
  const sorted = new Float64Array(draws);
  const leavesBelow = leafRanges(model);

  function predict(row: SparseRow): Predictive {
    logitsPerDraw(posterior, row, leaves, perDraw);
    leafMeans.fill(0);
    let aleatoric = 0;
    for (let s = 0; s < draws; s++) {
      softmaxInPlace(perDraw, s * leaves, leaves);
      aleatoric += entropy(perDraw, s * leaves, leaves) / draws;
      for (let c = 0; c < leaves; c++) leafMeans[c] = (leafMeans[c] ?? 0) + (perDraw[s * leaves + c] ?? 0);
    }
    for (let c = 0; c < leaves; c++) leafMeans[c] = (leafMeans[c] ?? 0) / draws;
    sumLeavesIntoNodes(tree, leafMeans, nodes);
    const total = entropy(leafMeans, 0, leaves);
    return { nodes, perDraw, total, aleatoric, epistemic: Math.max(0, total - aleatoric) };
  }

  function interval(node: number): [number, number] {
    const below = leavesBelow[node] ?? [];
    for (let s = 0; s < draws; s++) {
      let sum = 0;
      for (const c of below) sum += perDraw[s * leaves + c] ?? 0;
      sorted[s] = Math.min(1, sum);
    }
    sorted.sort();
    return [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  }

  return { predict, interval };
}

/** Leaves (as positions in `tree.leaves`) below every node, a leaf below itself. */
function leafRanges({ tree }: Model): number[][] {
  const below: number[][] = Array.from({ length: tree.nodeCount }, () => []);
  tree.leaves.forEach((leaf, position) => {
    for (let node = leaf; node >= 0; node = tree.taxonomy.parents[node] ?? -1) below[node]?.push(position);
  });
  return below;
}

/** Quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan 1996). */
export function quantile(ascending: Float64Array, probability: number): number {
  const at = (ascending.length - 1) * probability;
  const low = ascending[Math.floor(at)] ?? Number.NaN;
  const high = ascending[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}
