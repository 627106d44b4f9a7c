import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { nextUniform, seedStream } from "../nuts/random.ts";

/** Stream of a seed that titles are kept or left out by. */
const stream = 0x70726972;

/**
 * Titles from a data set as if they came from another class balance: each is kept with a probability in proportion to the wanted share of its leaf over the one it has in
 * the data. Titles that are independent draws from the data are then independent draws from the wanted balance, as far as its classes have titles at all, so what is proved for
 * calibration titles is proved for that balance (rejection sampling; weights would not be covered by the exact tests). Deterministic.
 *
 * @param labels leaves of all titles of the data, as positions in `tree.leaves`: they say how common classes are there
 * @param wanted shares of the leaves
 */
export function matchPrior<T extends { readonly leaf: number }>(
  titles: readonly T[],
  tree: TreeIndex,
  labels: Iterable<number>,
  wanted: Float64Array,
  seed: number,
): T[] {
  const counts = new Float64Array(tree.leaves.length);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const positions = new Map(tree.leaves.map((node, leaf) => [node, leaf]));
  const weightOf = ({ leaf }: T) => {
    const position = positions.get(leaf) ?? -1;
    return (wanted[position] ?? 0) / Math.max(1, counts[position] ?? 0);
  };
  const most = titles.reduce((top, title) => Math.max(top, weightOf(title)), 0);
  const random = seedStream(seed, stream);
  return titles.filter((title) => nextUniform(random) * most < weightOf(title));
}
