import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import { termExtractor } from "../../shared/text/terms.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/** Titles that the chains have seen, with their leaves as positions in `tree.leaves`. */
export type SeenTitles = { readonly titles: readonly string[]; readonly labels: ArrayLike<number> };

/** Words that training met in one class only. Without that class, they would be unknown. */
export type ClassSpecificWords = {
  /** Whether training met the word below this node, a leaf or a top class, and nowhere else. */
  isSpecific(word: string, node: number): boolean;
};

/** Finds the class-specific words of the titles that the chains have seen. */
export function classSpecificWords(
  tree: TreeIndex,
  options: FeatureOptions,
  { titles, labels }: SeenTitles,
): ClassSpecificWords {
  const extract = termExtractor(options);
  const leafOf = new Map<string, number>();
  const topOf = new Map<string, number>();
  const several = 0;
  const note = (found: Map<string, number>, word: string, node: number) =>
    found.set(word, (found.get(word) ?? node) === node ? node : several);
  titles.forEach((title, i) => {
    const leaf = tree.leaves[labels[i] ?? 0] ?? 0;
    const top = ancestry(tree.taxonomy, leaf).at(-1) ?? leaf;
    for (const word of extract(title).words) {
      note(leafOf, word, leaf);
      note(topOf, word, top);
    }
  });
  return { isSpecific: (word, node) => leafOf.get(word) === node || topOf.get(word) === node };
}
