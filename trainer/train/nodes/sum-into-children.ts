import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";

/**
 * Sums probabilities of the leaves of a node's tree into its children.
 *
 * @param ofLeaves n x leaves
 * @returns n x children
 */
export function sumIntoChildren(
  { leaves, children, taxonomy }: TreeIndex,
  ofLeaves: Float64Array,
): Float64Array {
  const count = children[0]?.length ?? 0;
  const rows = ofLeaves.length / leaves.length;
  const sums = new Float64Array(rows * count);
  leaves.forEach((leaf, c) => {
    const child = leaf > count ? (taxonomy.parents[leaf] ?? 0) : leaf;
    for (let i = 0; i < rows; i++) {
      const at = i * count + child - 1;
      sums[at] = (sums[at] ?? 0) + (ofLeaves[i * leaves.length + c] ?? 0);
    }
  });
  return sums;
}
