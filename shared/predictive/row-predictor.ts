import type { FlatModel } from "../artifact/model.ts";
import { fastExp } from "../numerics/fast-exp.ts";
import { rowLength } from "../text/row-length.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import { leavesBelowNodes, sumLeavesIntoNodes } from "../tree/taxonomy.ts";
import type { RowLogits } from "./draw-rows.ts";
import { centralInterval } from "./interval.ts";
import { leaveClassOut } from "./leave-class-out.ts";
import { newChildShares } from "./new-child.ts";
import { entropy, softmaxEntropy } from "./softmax.ts";

/** Posterior predictive of one title. The predictor reuses the arrays in its next call. */
export type Predictive = {
  /**
   * Posterior-predictive mean of every node, length N. A parent is the sum of its leaves; the
   * root's is 1.
   */
  readonly nodes: Float64Array;
  /**
   * Mean over draws of the share that a new child of each node with children would have beside
   * the known leaves, by group, the root's first: see `newChildShares`.
   */
  readonly newChildren: Float64Array;
  /** Entropy of the predictive mean, in nats. */
  readonly total: number;
  /** Mean over draws of the entropy, in nats. More training data would not reduce it. */
  readonly aleatoric: number;
  /** `total - aleatoric`: the mutual information of class and draw, in nats, never negative. */
  readonly epistemic: number;
};

/** The same, with what it was computed from. */
export type PlainPredictive = Predictive & {
  /**
   * Probability of leaf c in draw s: `perDraw[s * (N - 1) + c]`, for likely leaves and among them:
   * see `LikelyLeaves`. The columns of internal nodes in between hold their logits.
   */
  readonly perDraw: Float64Array;
};

/** Predictions of one model, one row at a time. */
export type Predictor = {
  /** Predictive of one row. Allocates nothing that lasts. */
  predict(row: SparseRow): Predictive;
  /** Central 90 % interval over draws of a node's probability, for the row predicted last. */
  interval(node: number): [number, number];
};

/** A predictor that can leave classes out. */
export type LeavingOutPredictor = Pick<Predictor, "interval"> & {
  /**
   * @param leftOut a node to leave out with everything below it, as if the taxonomy had never had
   *   it: see `leaveClassOut`
   */
  predict(row: SparseRow, leftOut?: number): PlainPredictive;
  /** Writes a node's probability in every draw, S numbers, for the row predicted last. */
  writeDraws(node: number, into: Float64Array): void;
};

/**
 * Builds a predictor in double precision from the logits of rows. Its working memory, draws x
 * columns numbers, is reused by every call.
 *
 * @param hasNewBelow whether groups below the root have new children, too
 */
export function rowPredictor(
  { posterior, tree }: Pick<FlatModel, "posterior" | "tree">,
  { load, loadLikely, addLeaf, addUnlikely, meanSoftmax }: RowLogits,
  hasNewBelow = true,
): LeavingOutPredictor {
  const { draws } = posterior;
  const leafCount = tree.leaves.length;
  const columns = tree.nodeCount - 1;
  const perDraw = new Float64Array(draws * columns);
  const logNormalisers = new Float64Array(draws);
  const leafMeans = new Float64Array(leafCount);
  const nodes = new Float64Array(tree.nodeCount);
  const newChildren = new Float64Array(tree.groups.length);
  const sums = new Float64Array(draws);
  const leavesBelow = leavesBelowNodes(tree);
  /** What all leaves together have in each draw, in units of the likely ones. */
  const wholes = new Float64Array(draws);
  const isLikely = new Uint8Array(leafCount);
  /** Leaves that are not likely, but are in `perDraw` since an interval needed them. */
  const isAdded = new Uint8Array(leafCount);
  const shareNewChildren = newChildShares(tree, posterior);
  const { removeFromOthers, removeLeaves, groupsBelow } = leaveClassOut(tree, posterior);
  /** Groups that never have a new child. */
  const withoutNew = hasNewBelow ? undefined : new Set(tree.internals.map((_, g) => 1 + g));

  function predict(row: SparseRow, leftOut?: number): PlainPredictive {
    const leavesOut = leftOut === undefined ? none : (leavesBelow[leftOut] ?? none);

    // Logits in every draw; leaves are the first columns and become probabilities. Leaving a class
    // out changes which leaves are likely.
    const likely = leftOut === undefined ? loadLikely(row, perDraw) : load(row, perDraw);
    isLikely.set(likely.isLikely);
    isAdded.fill(0);
    if (leftOut !== undefined) removeFromOthers(leftOut, perDraw);
    leafMeans.fill(0);
    let aleatoric = 0;
    for (let s = 0; s < draws; s++) {
      aleatoric +=
        softmaxEntropy(perDraw, s * columns, likely, leafMeans, 1 / draws, logNormalisers, s) / draws;
    }
    if (leavesOut.length > 0) aleatoric = removeLeaves(leavesOut, perDraw, leafMeans, logNormalisers);

    // Means over the posterior, and from leaves to every node.
    meanSoftmax?.(leafMeans, leavesOut);
    aleatoric = countUnlikely(aleatoric);
    sumLeavesIntoNodes(tree, leafMeans, nodes);

    // The share of classes that training did not see. Unknown words have the whole variance of the
    // prior in these, whatever share of it known classes give them.
    const absent = withoutNew ?? (leftOut === undefined ? undefined : groupsBelow(leftOut));
    shareNewChildren({ logits: perDraw, logNormalisers, length: rowLength(row) }, newChildren, absent);

    const total = entropy(leafMeans, 0, leafCount);
    const epistemic = Math.max(0, total - aleatoric);
    return { nodes, perDraw, newChildren, total, aleatoric, epistemic };
  }

  /** Adds the leaves that are not likely to means, normalisers and the aleatoric entropy. */
  function countUnlikely(ofLikely: number): number {
    const nats = addUnlikely(leafMeans, logNormalisers, wholes);
    if (nats === null) {
      wholes.fill(1);
      return ofLikely;
    }
    let sum = 0;
    for (let c = 0; c < leafCount; c++) sum += leafMeans[c] ?? 0;
    for (let c = 0; c < leafCount; c++) leafMeans[c] = (leafMeans[c] ?? 0) / sum;
    let logs = 0;
    for (let s = 0; s < draws; s++) {
      const mass = wholes[s] ?? 0;
      const log = Math.log1p(mass);
      wholes[s] = 1 + mass;
      logNormalisers[s] = (logNormalisers[s] ?? 0) + log;
      logs += log;
    }
    return (ofLikely + nats) / sum + logs / draws;
  }

  function computeLeaf(leaf: number): void {
    if (isAdded[leaf] === 1) return;
    addLeaf(leaf, perDraw);
    for (let s = 0; s < draws; s++) {
      const at = s * columns + leaf;
      perDraw[at] = (wholes[s] ?? 1) * fastExp((perDraw[at] ?? 0) - (logNormalisers[s] ?? 0));
    }
    isAdded[leaf] = 1;
  }

  function writeDraws(node: number, into: Float64Array): void {
    const below = leavesBelow[node] ?? none;
    let likely = 0;
    for (const c of below) likely += isLikely[c] ?? 0;
    into.fill(0);
    for (const c of below) {
      // Beside likely leaves the others do not show.
      if (likely > 0 && isLikely[c] === 0) continue;
      if (likely === 0) computeLeaf(c);
      for (let s = 0, at = c; s < draws; s++, at += columns) into[s] = (into[s] ?? 0) + (perDraw[at] ?? 0);
    }
    for (let s = 0; s < draws; s++) into[s] = Math.min(1, (into[s] ?? 0) / (wholes[s] ?? 1));
  }

  function interval(node: number): [number, number] {
    writeDraws(node, sums);
    return centralInterval(sums);
  }

  return { predict, interval, writeDraws };
}

const none: readonly number[] = [];
