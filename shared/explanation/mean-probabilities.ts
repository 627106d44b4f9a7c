import { isFactorised, type Model, type PackedPosterior } from "../artifact/model.ts";
import { type NodeSoftmax, nodeSoftmaxes } from "../factorised/node-softmax.ts";
import { drawLogits } from "../predictive/draw-logits.ts";
import { rowMoments } from "../predictive/row-moments.ts";
import { softmaxInPlace } from "../predictive/softmax.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import { sumLeavesIntoNodes } from "../tree/taxonomy.ts";

type Row = Pick<SparseRow, "features" | "values">;

/** Nodes of a smaller probability are not looked into. */
const leastOpened = 1e-3;

/**
 * Builds the function that writes the probability of every node, length N, at the posterior means
 * of a row's logits. In a factorised model it is 0 below a node that has hardly any.
 */
export function meanProbabilities(model: Model): (row: Row, nodes: Float64Array) => void {
  const { tree } = model;
  if (!isFactorised(model)) {
    const leafCount = tree.leaves.length;
    const meanLogits = meanLogitsOf(model.posterior);
    return (row, nodes) => {
      const leaves = meanLogits(row).subarray(0, leafCount);
      softmaxInPlace(leaves, 0, leafCount);
      sumLeavesIntoNodes(tree, leaves, nodes);
    };
  }
  const softmaxOf = nodeSoftmaxes(model);
  const shares = new Map(tree.groups.map((node) => [node, childShares(softmaxOf(node))]));
  return (row, nodes) => {
    nodes.fill(0);
    nodes[0] = 1;
    for (const node of tree.groups) {
      const mass = nodes[node] ?? 0;
      if (mass < leastOpened) continue;
      const found = shares.get(node)?.(row);
      tree.children[node]?.forEach((child, k) => {
        nodes[child] = mass * (found?.[k] ?? 1);
      });
    }
  };
}

/** Shares of a node's children for a row; null where there is one child. */
function childShares(softmax: NodeSoftmax | null): ((row: Row) => Float64Array) | null {
  if (softmax === null) return null;
  const meanLogits = meanLogitsOf(softmax.posterior);
  const { nodeCount, leaves, children } = softmax.tree;
  const nodes = new Float64Array(nodeCount);
  const shares = nodes.subarray(1, 1 + (children[0]?.length ?? 0));
  return (row) => {
    const logits = meanLogits(softmax.partOf(row)).subarray(0, leaves.length);
    softmaxInPlace(logits, 0, logits.length);
    sumLeavesIntoNodes(softmax.tree, logits, nodes);
    return shares;
  };
}

/** Builds the function that gives the posterior means of a row's logits. */
function meanLogitsOf(posterior: PackedPosterior): (row: Row) => Float64Array {
  const { draws, columns } = posterior;
  const means = new Float64Array(columns);
  if (posterior.kind === "moments") {
    const { sumMeans } = rowMoments(posterior);
    return (row) => {
      sumMeans(row, means);
      return means;
    };
  }
  const logits = new Float64Array(draws * columns);
  return (row) => {
    drawLogits(posterior, row, columns, logits);
    means.fill(0);
    for (let at = 0; at < logits.length; at++)
      means[at % columns] = (means[at % columns] ?? 0) + (logits[at] ?? 0) / draws;
    return means;
  };
}
