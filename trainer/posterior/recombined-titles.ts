import { words } from "../../shared/text/words.ts";
import { nextUniform, seedStream } from "../nuts/random.ts";

/** Titles and the leaf of each, as a position in `tree.leaves`. */
export type LabelledTitles = { readonly titles: readonly string[]; readonly labels: ArrayLike<number> };

/** Shares of the words of a title, and of a second one of the same class, that go into a new title. */
const ofFirst = 2 / 3;
const ofSecond = 1 / 3;
/** Stream of a seed that recombination draws from. */
const stream = 0x7265636f;

/**
 * Makes titles that the sampler has not seen from those that it has: some words of one title and some of another of the same class. A training
 * title itself would not do: the posterior has been fitted to its very combination of words. Deterministic.
 */
export function recombinedTitles({ titles, labels }: LabelledTitles, count: number): string[] {
  const random = seedStream(0, stream);
  const below = (limit: number) => Math.floor(nextUniform(random) * limit);
  const ofLeaf = new Map<number, number[]>();
  titles.forEach((_, i) => {
    const label = labels[i] ?? 0;
    const list = ofLeaf.get(label);
    if (list) list.push(i);
    else ofLeaf.set(label, [i]);
  });
  const some = (title: string, share: number) => words(title).filter(() => nextUniform(random) < share);
  return Array.from({ length: titles.length > 0 ? count : 0 }, () => {
    const first = below(titles.length);
    const peers = ofLeaf.get(labels[first] ?? 0) ?? [first];
    const second = peers[below(peers.length)] ?? first;
    return [...some(titles[first] ?? "", ofFirst), ...some(titles[second] ?? "", ofSecond)].join(" ");
  });
}
