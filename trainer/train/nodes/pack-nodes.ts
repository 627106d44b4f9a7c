import type { FactorisedPosterior, PackedMoments } from "../../../shared/artifact/model.ts";
import { writeNodeBlock } from "../../../shared/artifact/node-block.ts";
import type { SparseRow } from "../../../shared/text/vocabulary.ts";
import { columnTree } from "../../../shared/tree/column-tree.ts";
import { shapeOf } from "../../../shared/tree/node-tree.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import type { Predictives } from "../../posterior/full-predictive.ts";
import type { FeatureOrder, MomentBits } from "../../posterior/moments-candidate.ts";
import { packMoments, pickScales, regeneratedDrawCount } from "../../posterior/moments-candidate.ts";
import { measureSiblingSpread } from "../../posterior/sibling-spread.ts";
import type { SpreadFactors } from "../../posterior/spread-factors.ts";
import { summariseDraws } from "../../posterior/summarise-draws.ts";
import type { PosteriorMoments } from "../../posterior/variance-components.ts";
import { packedNodeBytes } from "../model-size.ts";
import type { NodeProblem, NodeSet } from "./node-problems.ts";

/** The posterior of a node before rounding. */
export type NodeMoments = {
  readonly node: number;
  readonly tree: TreeIndex;
  /** Numbers of the node's features among the model's. */
  readonly features: Int32Array;
  readonly order: FeatureOrder;
  readonly moments: PosteriorMoments;
  readonly scales: Float32Array;
};

/**
 * The moments of a node's draws, and the predictive of all draws for some rows of the node, which
 * may be none.
 */
export function nodeMoments(
  draws: PosteriorDraws,
  problem: NodeProblem,
  dimensions: number,
  rows: Int32Array = new Int32Array(0),
): { readonly moments: NodeMoments; readonly full: Predictives } {
  const { node, tree, features } = problem;
  const list = Array.from(rows, (row) => designRow(problem.problem.design, row));
  const { scales, predictives, ...moments } = summariseDraws(draws, tree, [list]);
  const [full] = predictives;
  if (full === undefined) throw new RangeError("no predictives");
  return {
    moments: {
      ...{ node, tree, features, moments, order: featureOrder(problem, dimensions) },
      scales: pickScales(scales, draws.count, draws.groups),
    },
    full,
  };
}

/** The moments of a node without rows, whose posterior is the prior. */
export function priorMoments(problem: NodeProblem, dimensions: number): NodeMoments {
  const { node, tree, features } = problem;
  const scaleOf = problem.problem.scalePriors.map((prior) => (prior.kind === "fixed" ? prior.value : 1));
  const { columns, deviates, groups } = shapeOf(tree);
  const { group } = columnTree(tree);
  const moments = {
    means: new Float64Array(features.length * columns),
    // The deviates of columns; inner nodes have none of their own beside them.
    variances: Float32Array.from(
      { length: features.length * deviates },
      (_, k) => (scaleOf[group[k % deviates] ?? -1] ?? 0) ** 2,
    ),
  };
  const scales = Float32Array.from(
    { length: regeneratedDrawCount * groups },
    (_, k) => scaleOf[k % groups] ?? 1,
  );
  return { node, tree, features, moments, scales, order: featureOrder(problem, dimensions) };
}

/** The features of a node, the most common ones among its rows first. */
function featureOrder({ problem: { design } }: NodeProblem, dimensions: number): FeatureOrder {
  const { features, featureStart } = design;
  const countOf = (j: number) => (featureStart[j + 1] ?? 0) - (featureStart[j] ?? 0);
  const terms = Array.from({ length: features - dimensions - 1 }, (_, t) => 1 + t);
  terms.sort((a, b) => countOf(b) - countOf(a) || a - b);
  const vectors = Array.from({ length: dimensions }, (_, d) => features - dimensions + d);
  return { byFrequency: [0, ...vectors, ...terms], dimensions };
}

/** Packs the moments of a node. */
export function packNode(
  { tree, order, moments, scales }: NodeMoments,
  bits: MomentBits,
  factors: SpreadFactors,
): PackedMoments {
  return packMoments(moments, tree, order, scales, bits, factors);
}

/** A packed posterior with its spread of siblings, measured on rows of the node. */
export function withSiblingSpread(
  packed: PackedMoments,
  { tree, labels, problem }: NodeProblem,
): PackedMoments {
  const titles = Array.from(labels, (_, row) => row);
  const rowOf = (row: number) => designRow(problem.design, row);
  return { ...packed, siblingSpread: measureSiblingSpread(packed, tree, { titles, labels }, rowOf) };
}

/** A row of a design matrix, of which all words are known. */
export function designRow(
  { rowStart, rowFeature, rowValue }: NodeProblem["problem"]["design"],
  row: number,
): SparseRow {
  const [from, to] = [rowStart[row] ?? 0, rowStart[row + 1] ?? 0];
  return {
    features: rowFeature.subarray(from, to),
    values: rowValue.subarray(from, to),
    ...{ knownWords: [], unknownWords: [], vectorWords: [], unknownSquares: 0 },
  };
}

/** Bytes of the blocks of all nodes with so many bits. */
export function blockBytesOf(nodes: readonly NodeMoments[], bits: MomentBits): number {
  return nodes.reduce(
    (sum, { tree, features }) => sum + packedNodeBytes(shapeOf(tree), features.length, bits),
    0,
  );
}

/** A factorised posterior of packed nodes, ascending, of a set of nodes. */
export function joinNodes(
  packed: readonly {
    readonly node: number;
    readonly features: Int32Array;
    readonly posterior: PackedMoments;
  }[],
  { features, mostLeaves }: Pick<NodeSet, "features" | "mostLeaves">,
  unknownShare: number,
): FactorisedPosterior {
  const parts = packed.map(writeNodeBlock);
  const blocks = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    blocks.set(part, at);
    at += part.length;
  }
  const nodes = packed.map(({ node }) => node);
  const draws = regeneratedDrawCount;
  return { kind: "factorised", draws, features, unknownShare, mostLeaves, nodes, parts, blocks };
}
