import type { Model } from "../artifact/model.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import { ancestry, sumLeavesIntoNodes } from "../tree/taxonomy.ts";
import { newChildren } from "./new-child.ts";
import { rowLogits } from "./row-logits.ts";
import { entropy, softmaxEntropy } from "./softmax.ts";

/** Posterior predictive of one title. The arrays belong to the predictor and change with its next call. */
export type Predictive = {
  /** Posterior-predictive mean of every node, length N; the root's is 1. A parent is the sum of its leaves. */
  readonly nodes: Float64Array;
  /** Probabilities of the leaves per draw: `perDraw[s * (N - 1) + c]`. What stands between is scratch. */
  readonly perDraw: Float64Array;
  /**
   * Mean over draws of the share that a new child of every node with children would have beside the known leaves, one per group, the
   * root's first: see `newChildren`.
   */
  readonly newChildren: Float64Array;
  /** Entropy of the predictive mean, in nats. */
  readonly total: number;
  /** Mean over draws of the entropy, in nats: what more training data would not remove. */
  readonly aleatoric: number;
  /** `total - aleatoric`: the mutual information between class and draw, in nats, never negative. */
  readonly epistemic: number;
};

export type Predictor = {
  /**
   * Predictive of one row. Allocates nothing that lasts.
   *
   * @param without a node that is struck out with everything below it, as if the taxonomy had never had it; what it taught about its
   *   parent stays
   */
  predict(row: SparseRow, without?: number): Predictive;
  /** Central 90 % interval over draws of a node's probability, for the row predicted last. */
  interval(node: number): [number, number];
};

/** Builds a predictor with its working memory: draws x columns numbers, reused by every call. */
export function predictor(model: Model): Predictor {
  const { posterior, tree } = model;
  const { draws, unknownShare } = posterior;
  const leaves = tree.leaves.length;
  const columns = tree.nodeCount - 1;
  const groups = tree.groups.length;
  // Leaves are the first columns: they become probabilities, the inner nodes' columns stay logits.
  const perDraw = new Float64Array(draws * columns);
  const logNormalisers = new Float64Array(draws);
  const leafMeans = new Float64Array(leaves);
  const nodes = new Float64Array(tree.nodeCount);
  const shares = new Float64Array(tree.groups.length);
  const sorted = new Float64Array(draws);
  const leavesBelow = leafRanges(model);
  const shareNewChildren = newChildren(tree, posterior);
  const { load, meanSoftmax } = rowLogits(posterior, tree);

  function predict(row: SparseRow, without?: number): Predictive {
    const gone = without === undefined ? none : (leavesBelow[without] ?? none);
    load(row, perDraw);
    if (without !== undefined) forget(without);
    leafMeans.fill(0);
    let aleatoric = 0;
    for (let s = 0; s < draws; s++) {
      aleatoric +=
        softmaxEntropy(perDraw, s * columns, leaves, leafMeans, 1 / draws, logNormalisers, s) / draws;
    }
    if (gone.length > 0) aleatoric = strikeOut(gone);
    meanSoftmax?.(leafMeans, gone);
    sumLeavesIntoNodes(tree, leafMeans, nodes);
    const length = Math.sqrt(row.values.reduce((sum, x) => sum + x * x, unknownShare * row.unknownSquares));
    shareNewChildren({ logits: perDraw, logNormalisers, length }, shares, groupsBelow(without));
    const total = entropy(leafMeans, 0, leaves);
    return {
      nodes,
      perDraw,
      newChildren: shares,
      total,
      aleatoric,
      epistemic: Math.max(0, total - aleatoric),
    };
  }

  /** Takes all probability from some leaves, draw by draw, and shares it out over the others. Returns the mean entropy. */
  function strikeOut(gone: readonly number[]): number {
    let aleatoric = 0;
    leafMeans.fill(0);
    for (let s = 0; s < draws; s++) {
      const start = s * columns;
      for (const c of gone) perDraw[start + c] = 0;
      let left = 1e-300;
      for (let c = 0; c < leaves; c++) left += perDraw[start + c] ?? 0;
      for (let c = 0; c < leaves; c++) {
        const p = (perDraw[start + c] ?? 0) / left;
        perDraw[start + c] = p;
        leafMeans[c] = (leafMeans[c] ?? 0) + p / draws;
      }
      logNormalisers[s] = (logNormalisers[s] ?? 0) + Math.log(left);
      aleatoric += entropy(perDraw, start, leaves) / draws;
    }
    return aleatoric;
  }

  /**
   * Takes out of the logits of a node's parent what the node has taught it. Given its n children, which vary around it with the scale sigma, and its own parent, a parent's
   * coefficients are normal with a mean that weighs them by their precisions, 1 / sigma^2 for every child, so what is left without one child is
   *
   *     (P logit_parent - logit_node / sigma^2) / (P - 1 / sigma^2),   P = n / sigma^2 + 1 / sigma[parent's parent]^2
   */
  function forget(node: number): void {
    const parent = tree.taxonomy.parents[node] ?? 0;
    if (parent <= 0) return;
    const above = tree.groups.indexOf(tree.taxonomy.parents[parent] ?? 0);
    const group = tree.groups.indexOf(parent);
    const [from, to] = [tree.columns[node] ?? 0, tree.columns[parent] ?? 0];
    const siblings = tree.children[parent]?.length ?? 1;
    for (let s = 0; s < draws; s++) {
      const own = 1 / (posterior.scales[s * groups + group] ?? 1) ** 2;
      const all = siblings * own + 1 / (posterior.scales[s * groups + above] ?? 1) ** 2;
      const start = s * columns;
      perDraw[start + to] =
        (all * (perDraw[start + to] ?? 0) - own * (perDraw[start + from] ?? 0)) / (all - own);
    }
  }

  function groupsBelow(node: number | undefined): Set<number> | undefined {
    if (node === undefined) return undefined;
    return new Set(
      tree.groups.flatMap((group, g) => (ancestry(tree.taxonomy, group).includes(node) ? [g] : [])),
    );
  }

  function interval(node: number): [number, number] {
    const below = leavesBelow[node] ?? [];
    for (let s = 0; s < draws; s++) {
      let sum = 0;
      for (const c of below) sum += perDraw[s * columns + c] ?? 0;
      sorted[s] = Math.min(1, sum);
    }
    sorted.sort();
    return [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  }

  return { predict, interval };
}

const none: readonly number[] = [];

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
