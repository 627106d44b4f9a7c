import { type MostLeaves, type NodeShape, shapeOf } from "../../../shared/tree/node-tree.ts";
import type { Approximate } from "../../diagnostics/diagnose.ts";
import type { Backend } from "../../model/backend.ts";
import { isApproximate, type SamplerRequest, type SoftmaxKind } from "../../model/nuts-options.ts";
import { parameterLayout } from "../../model/problem.ts";
import type { Regression } from "../../model/regression.ts";
import { fewestBits } from "../../posterior/choose-posterior.ts";
import type { MomentBits } from "../../posterior/moments-candidate.ts";
import { packedNodeBytes, vocabularyBytes } from "../model-size.ts";
import { type NodeRows, type NodeSet, nodeFeatures, nodeSet } from "./node-problems.ts";

/** How large the problem of a node is. */
export type NodeSize = {
  readonly rows: NodeRows;
  /** Children, and groups of theirs. */
  readonly shape: NodeShape;
  readonly leaves: number;
  readonly features: number;
};

/** A regression, and its nodes with their sizes in the factorised form. */
export type SizedNodes = {
  readonly regression: Regression;
  /** Null in the flat form. */
  readonly nodes: NodeSet | null;
  /** Empty in the flat form. */
  readonly nodeSizes: readonly NodeSize[];
};

/**
 * The nodes of a regression with their sizes.
 *
 * @param mostLeaves most leaves of nodes by depth, the usual ones if absent
 */
export function sizeNodes(regression: Regression, mostLeaves?: MostLeaves): SizedNodes {
  const nodes = nodeSet(regression, mostLeaves);
  return { regression, nodes, nodeSizes: nodeSizes(nodes) };
}

/** The sizes of all nodes. */
export function nodeSizes({ nodes, regression, dimensions }: NodeSet): NodeSize[] {
  const { design } = regression.problem;
  return nodes.map((rows) => ({
    rows,
    shape: shapeOf(rows.tree),
    leaves: rows.tree.leaves.length,
    features: nodeFeatures(design, rows, dimensions).length,
  }));
}

/** Whose draws are approximate, with so many coefficients; null where none are. */
export function findApproximate(
  { regression: { problem }, nodes, nodeSizes: sizes }: SizedNodes,
  request: SamplerRequest & { readonly backend: Backend },
): Approximate | null {
  const isLarge = (coefficients: number, kind: SoftmaxKind) =>
    isApproximate(problem, coefficients, request.backend, request, kind);
  if (nodes === null) return isLarge(parameterLayout(problem).dimension, "flat") ? "model" : null;
  const count = sizes.filter(({ features, shape }) => isLarge(features * shape.columns, "node")).length;
  return count > 0 ? { nodes: count } : null;
}

/** The least bytes that a factorised model can take in any form. */
export function leastNodesBytes({ vocabulary }: Regression, sizes: readonly NodeSize[]): number {
  return vocabularyBytes(vocabulary) + packedNodesBytes(sizes, fewestBits);
}

/** Bytes of the blocks of all nodes. */
export function packedNodesBytes(sizes: readonly NodeSize[], bits: MomentBits): number {
  return sizes.reduce((sum, { shape, features }) => sum + packedNodeBytes(shape, features, bits), 0);
}

/** What is sampled, in a few words. */
export function describeNodes({ features }: NodeSet, sizes: readonly NodeSize[]): string {
  const coefficients = sizes.reduce((sum, one) => sum + one.shape.columns * one.features, 0);
  const widest = Math.max(...sizes.map(({ leaves }) => leaves));
  return `${features} features, ${sizes.length} nodes of 2 to ${widest} classes: ${coefficients.toLocaleString("en")} coefficients`;
}
