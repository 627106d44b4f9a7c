import { expOfNegative } from "../numerics/fast-exp.ts";
import { sumLeavesIntoNodes, type TreeIndex } from "../tree/taxonomy.ts";

/**
 * Builds the function that raises the probabilities of the leaves to a power, scales them to sum
 * to 1, and writes the probability of every node, length N. Then the share `labelNoise` is spread
 * evenly over the leaves. A power of 1 and no noise change nothing.
 */
export function leafSharpener(
  tree: TreeIndex,
  labelNoise = 0,
): (nodes: Float64Array, power: number, sharpened: Float64Array) => void {
  const { leaves } = tree;
  const leafValues = new Float64Array(leaves.length);
  const ofNoise = labelNoise / leaves.length;

  return (nodes, power, sharpened) => {
    if (power === 1 && labelNoise === 0) {
      sharpened.set(nodes);
      return;
    }
    let most = 0;
    for (const leaf of leaves) most = Math.max(most, nodes[leaf] ?? 0);
    let sum = 0;
    leaves.forEach((leaf, c) => {
      // Over the largest first, so that the sum is at least 1.
      const value = expOfNegative(power * Math.log((nodes[leaf] ?? 0) / most));
      leafValues[c] = value;
      sum += value;
    });
    for (let c = 0; c < leafValues.length; c++)
      leafValues[c] = ((1 - labelNoise) * (leafValues[c] ?? 0)) / sum + ofNoise;
    sumLeavesIntoNodes(tree, leafValues, sharpened);
  };
}
