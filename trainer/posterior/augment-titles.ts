import { words } from "../../shared/text/words.ts";
import { nextUniform, seedStream } from "../nuts/random.ts";

/** Titles and the leaf of each, as a position in `tree.leaves`. */
export type LabelledTitles = { readonly titles: readonly string[]; readonly labels: ArrayLike<number> };

/** Shares of words that a new title takes from one title, and from a second of the same class. */
const ofFirst = 2 / 3;
const ofSecond = 1 / 3;
/** Stream of a seed that augmentation draws from. */
const stream = 0x7265636f;

/**
 * Text augmentation: makes titles that the chains have not seen, each of some words of one title
 * and some of another of the same class. A training title itself would not do, since the posterior
 * has been fitted to its very combination of words. Deterministic.
 */
export function augmentTitles({ titles, labels }: LabelledTitles, count: number): string[] {
  const random = seedStream(0, stream);
  const below = (limit: number) => Math.floor(nextUniform(random) * limit);
  const ofLeaf = new Map<number, number[]>();
  titles.forEach((_, i) => {
    const label = labels[i] ?? 0;
    const list = ofLeaf.get(label);
    if (list) list.push(i);
    else ofLeaf.set(label, [i]);
  });
  const sampleWords = (title: string, share: number) =>
    words(title).filter(() => nextUniform(random) < share);
  return Array.from({ length: titles.length > 0 ? count : 0 }, () => {
    const first = below(titles.length);
    const sameClass = ofLeaf.get(labels[first] ?? 0) ?? [first];
    const second = sameClass[below(sameClass.length)] ?? first;
    const own = sampleWords(titles[first] ?? "", ofFirst);
    return [...own, ...sampleWords(titles[second] ?? "", ofSecond)].join(" ");
  });
}
