import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { nextUniform, seedStream } from "../nuts/random.ts";
import type { Balance } from "../predictions/calibration-title.ts";

/** Stream of a seed that titles are drawn by. */
const stream = 0x70726972;

/**
 * Gives titles importance weights for another class balance. Maps are fitted with the weights.
 * Thresholds take the titles drawn by rejection sampling, each with a probability in proportion to
 * its weight, since the exact tests do not cover weights. Titles that are independent draws from
 * the data become independent draws from the wanted balance, as far as its classes have titles at
 * all. Deterministic.
 *
 * @param labels leaves of all titles of the data, as positions in `tree.leaves`: they say how
 *   common classes are there
 * @param wanted shares of the leaves
 */
export function matchPrior<T extends { readonly leaf: number }>(
  titles: readonly T[],
  tree: TreeIndex,
  labels: Iterable<number>,
  wanted: Float64Array,
  seed: number,
): (T & { readonly balance: Balance })[] {
  const counts = new Float64Array(tree.leaves.length);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const positions = new Map(tree.leaves.map((node, leaf) => [node, leaf]));
  const ratios = titles.map(({ leaf }) => {
    const position = positions.get(leaf) ?? -1;
    return (wanted[position] ?? 0) / Math.max(1, counts[position] ?? 0);
  });
  const most = ratios.reduce((top, ratio) => Math.max(top, ratio), 0);
  // Relative to the largest, since squares of small shares alone could underflow.
  const relative = ratios.map((ratio) => ratio / most);
  const sum = relative.reduce((total, ratio) => total + ratio, 0);
  const squares = relative.reduce((total, ratio) => total + ratio * ratio, 0);
  const random = seedStream(seed, stream);
  return titles.map((title, i) => {
    const ratio = relative[i] ?? 0;
    return { ...title, balance: { weight: (ratio * sum) / squares, isDrawn: nextUniform(random) < ratio } };
  });
}
