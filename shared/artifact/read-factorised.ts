import { viewOf } from "../text/string-table.ts";
import { branchingNodes, type MostLeaves, nodeShape } from "../tree/node-tree.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { boundedField, bytesField, corrupt, countField, countsField, type Untrusted } from "./checks.ts";
import type { FactorisedPosterior } from "./model.ts";
import { checkNodeBlock, readNodeBlock } from "./node-block.ts";
import { checkBlocks, mostDraws } from "./read-posterior.ts";

/** No tree of a node has more leaves. */
const largestLeaves = 65_535;

/**
 * Reads a factorised posterior, and checks the length of every node's block. Takes a time linear in
 * nodes; no block is decoded.
 *
 * @throws HedgeError `model-corrupt`
 */
export function readFactorised(
  fields: Untrusted,
  blocks: Uint8Array,
  tree: TreeIndex,
  features: number,
): FactorisedPosterior {
  const draws = countField(fields, "draws", 1, mostDraws.moments);
  const unknownShare = boundedField(fields, "unknownShare", 0, 1);
  const ends = bytesField(fields, "ends");
  const mostLeaves = readMostLeaves(fields, tree.taxonomy.levels.length);
  const nodes = branchingNodes(tree);
  if (ends.length !== 4 * nodes.length) throw corrupt("there is not a block for every node");
  const view = viewOf(ends);
  let start = 0;
  const parts = nodes.map((node, k) => {
    const end = view.getUint32(4 * k, true);
    if (end < start || end > blocks.length) throw corrupt("the blocks of nodes are out of order");
    const part = blocks.subarray(start, end);
    checkNodeBlock(part, nodeShape(tree, node, mostLeaves), draws);
    start = end;
    return part;
  });
  if (start !== blocks.length) throw corrupt("blocks have the wrong length");
  return { kind: "factorised", draws, features, unknownShare, mostLeaves, nodes, parts, blocks };
}

/** A number for every depth of nodes with children, or one for all of them; 0 if absent. */
function readMostLeaves(fields: Untrusted, levels: number): MostLeaves {
  if (!Array.isArray(fields.mostLeaves)) {
    const ofAll = fields.mostLeaves === undefined ? 0 : countField(fields, "mostLeaves", 0, largestLeaves);
    return new Array<number>(levels).fill(ofAll);
  }
  const byDepth = countsField(fields, "mostLeaves", 0, largestLeaves);
  if (byDepth.length !== levels) throw corrupt("mostLeaves does not match the levels");
  return byDepth;
}

/**
 * Checks the blocks of all nodes: as `checkBlocks`, and that their features are in order.
 *
 * @throws HedgeError `model-corrupt`
 */
export function checkFactorised(
  { nodes, parts, draws, features, unknownShare, mostLeaves }: FactorisedPosterior,
  tree: TreeIndex,
): void {
  nodes.forEach((node, k) => {
    const part = parts[k] ?? new Uint8Array(0);
    const block = readNodeBlock(part, nodeShape(tree, node, mostLeaves), draws, unknownShare);
    const { scales, siblingSpread } = block.posterior;
    if (!scales.every((scale) => Number.isFinite(scale) && scale >= 0) || !(siblingSpread >= 0))
      throw corrupt("a scale is not a positive number");
    block.features.forEach((feature, k) => {
      const isNext = k === 0 ? feature === 0 : feature > (block.features[k - 1] ?? 0) && feature < features;
      if (!isNext) throw corrupt("the features of a node are out of order");
    });
    checkBlocks(block.posterior);
  });
}
