import { nodeBlockBytes } from "../../../shared/artifact/node-block.ts";
import { fewestBits } from "../../posterior/choose-posterior.ts";
import { regeneratedDrawCount } from "../../posterior/moments-candidate.ts";
import { modelTooLarge, vocabularyBytes } from "../model-size.ts";
import { type NodeRows, type NodeSet, nodeFeatures } from "./node-problems.ts";

/** How large the problem of a node is. */
export type NodeSize = {
  readonly rows: NodeRows;
  readonly children: number;
  readonly features: number;
};

/** The sizes of all nodes. */
export function nodeSizes({ nodes, regression, dimensions }: NodeSet): NodeSize[] {
  const { design } = regression.problem;
  return nodes.map((rows) => ({
    rows,
    children: rows.tree.leaves.length,
    features: nodeFeatures(design, rows, dimensions).length,
  }));
}

/**
 * Refuses, before the sampling, a factorised model that cannot fit in any form.
 *
 * @throws HedgeError `bad-usage`, saying the bytes needed
 */
export function checkNodesFit(set: NodeSet, sizes: readonly NodeSize[], maxBytes: number): void {
  const blocks = sizes.reduce((sum, { children, features }) => {
    const head = { ...fewestBits, features, rows: 1, columns: children, deviates: children };
    return sum + nodeBlockBytes(head, regeneratedDrawCount);
  }, 0);
  const least = vocabularyBytes(set.regression.vocabulary) + blocks;
  if (least > maxBytes) throw modelTooLarge(least, maxBytes);
}

/** What is sampled, in a few words. */
export function describeNodes({ features }: NodeSet, sizes: readonly NodeSize[]): string {
  const coefficients = sizes.reduce((sum, one) => sum + one.children * one.features, 0);
  const widest = Math.max(...sizes.map(({ children }) => children));
  return `${features} features, ${sizes.length} nodes of 2 to ${widest} children: ${coefficients.toLocaleString("en")} coefficients`;
}
