import type { FeatureOptions } from "./feature-options.ts";
import { foldPlural } from "./plurals.ts";
import { words } from "./words.ts";

/** Terms of one title, with repeats. `words` are its words after filtering and folding. */
export type TitleTerms = {
  readonly words: readonly string[];
  readonly wordTerms: readonly string[];
  readonly subwordTerms: readonly string[];
};

/**
 * Builds the function from a title to its terms. The words of an n-gram are joined by a space. A
 * sub-word term starts with `#`, which no word contains.
 */
export function termExtractor(options: FeatureOptions): (title: string) => TitleTerms {
  const stopWords = new Set(options.stopWords);
  const [shortest, longest] = options.wordNgrams;
  return (title) => {
    const long = words(title, options.foldDigits).filter(
      (word) => !stopWords.has(word) && isLongEnough(word, options.minWordLength),
    );
    const kept = options.foldPlurals ? long.map(foldPlural) : long;
    const wordTerms: string[] = [];
    for (let size = shortest; size <= longest; size++) {
      for (let start = 0; start + size <= kept.length; start++) {
        wordTerms.push(kept.slice(start, start + size).join(" "));
      }
    }
    return { words: kept, wordTerms, subwordTerms: kept.flatMap((word) => subwords(word, options)) };
  };
}

function isLongEnough(word: string, minimum: number): boolean {
  return minimum <= 1 || word.length >= 2 * minimum || [...word].length >= minimum;
}

/** Character n-grams of `^word$`, but not the whole: the word itself is a term already. */
export function subwords(
  word: string,
  { subwordNgrams, subwordPlace }: Pick<FeatureOptions, "subwordNgrams" | "subwordPlace">,
): string[] {
  if (subwordNgrams === null) return [];
  const [shortest, longest] = subwordNgrams;
  const characters = ["^", ...word, "$"];
  const grams: string[] = [];
  for (let size = shortest; size <= longest && size < characters.length; size++) {
    const last = characters.length - size;
    for (let start = 0; start <= last; start += subwordPlace === "ends" ? last : 1) {
      grams.push(`#${characters.slice(start, start + size).join("")}`);
    }
  }
  return grams;
}

/** Whether a term is a sub-word's. */
export function isSubword(term: string): boolean {
  return term.startsWith("#");
}
