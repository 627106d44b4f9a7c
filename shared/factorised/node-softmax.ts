import type { FactorisedModel, PackedMoments } from "../artifact/model.ts";
import { readNodeBlock } from "../artifact/node-block.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import { type NodeTree, nodeShape, nodeTree } from "../tree/node-tree.ts";
import { drawOrder } from "./draw-order.ts";

/** The softmax of one node over its children. */
export type NodeSoftmax = NodeTree & {
  readonly posterior: PackedMoments;
  /**
   * A row of the model as one of the node. Features without coefficients here have the prior's:
   * they count as unknown. The next call reuses the result.
   */
  rowOf(row: SparseRow): SparseRow;
  /** Features and values of those that have coefficients here. */
  partOf(part: Pick<SparseRow, "features" | "values">): Pick<SparseRow, "features" | "values">;
  /** The draw of this node that belongs to each draw of the model: see `drawOrder`. */
  readonly order: Uint16Array;
};

/**
 * Builds the function that gives the softmax of a node, null for one with fewer than two children.
 * A node's block is decoded when it is first asked for.
 */
export function nodeSoftmaxes({
  tree,
  posterior,
}: Pick<FactorisedModel, "tree" | "posterior">): (node: number) => NodeSoftmax | null {
  const { draws, unknownShare, mostLeaves, parts } = posterior;
  const numbers = new Map(posterior.nodes.map((node, k) => [node, k]));
  const decoded = new Map<number, NodeSoftmax | null>();

  function decode(node: number): NodeSoftmax | null {
    const part = parts[numbers.get(node) ?? -1];
    const place = nodeTree(tree, node, mostLeaves);
    if (part === undefined || place === null) return null;
    const block = readNodeBlock(part, nodeShape(tree, node, mostLeaves), draws, unknownShare);
    return {
      ...place,
      posterior: block.posterior,
      ...rowPicker(block.features),
      order: drawOrder(node, draws),
    };
  }

  return (node) => {
    let found = decoded.get(node);
    if (found === undefined) {
      found = decode(node);
      decoded.set(node, found);
    }
    return found;
  };
}

/**
 * Picks the features of a node out of rows.
 *
 * @param nodeFeatures numbers of the node's features among the model's, ascending as in a row
 */
function rowPicker(nodeFeatures: Int32Array): Pick<NodeSoftmax, "rowOf" | "partOf"> {
  let features = new Int32Array(64);
  let values = new Float32Array(64);
  let absent = 0;

  function pick(row: Pick<SparseRow, "features" | "values">): number {
    const { length } = row.features;
    if (features.length < length) {
      features = new Int32Array(2 * length);
      values = new Float32Array(2 * length);
    }
    let at = -1;
    let count = 0;
    absent = 0;
    for (let k = 0; k < length; k++) {
      const feature = row.features[k] ?? 0;
      const value = row.values[k] ?? 0;
      // The next one, as for dimensions of word vectors, or else by bisection.
      if (nodeFeatures[at + 1] === feature) at++;
      else {
        at = lastUpTo(nodeFeatures, at, feature);
        if (nodeFeatures[at] !== feature) {
          absent += value * value;
          continue;
        }
      }
      features[count] = at;
      values[count++] = value;
    }
    return count;
  }

  return {
    rowOf: (row) => {
      const count = pick(row);
      return {
        ...row,
        features: features.subarray(0, count),
        values: values.subarray(0, count),
        unknownSquares: row.unknownSquares + absent,
      };
    },
    partOf: (part) => {
      const count = pick(part);
      return { features: features.slice(0, count), values: values.slice(0, count) };
    },
  };
}

/** Position of the last of some ascending numbers that is at most `limit`, from `from` on. */
function lastUpTo(ascending: Int32Array, from: number, limit: number): number {
  let [low, high] = [from, ascending.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
