import { HedgeError } from "../../shared/errors.ts";
import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import { termExtractor } from "../../shared/text/terms.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import { wordPairs } from "../../shared/text/word-pairs.ts";
import { fewestTitles } from "./rare-terms.ts";

/**
 * Fits a vocabulary: the terms of `titles` that occur in enough of them, and in at most the share
 * `maxDocumentFrequency`. Enough is `minDocumentFrequency` for words, `pairMinDocumentFrequency`
 * for pairs of words, `subwordMinDocumentFrequency` for sub-words. Terms are in ascending code-unit
 * order, so the order of titles does not matter.
 *
 * @throws HedgeError `empty-data` when no term is left
 */
export function fitVocabulary(titles: readonly string[], options: FeatureOptions): Vocabulary {
  const termsOf = termReader(options);
  const titleCounts = new Map<string, number>();
  for (const title of titles) {
    for (const term of termsOf(title)) titleCounts.set(term, (titleCounts.get(term) ?? 0) + 1);
  }
  const isKept = keptTerms(titles.length, options);
  const kept = [...titleCounts]
    .filter(([term, count]) => isKept(term, count))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (kept.length === 0) {
    throw new HedgeError(
      "empty-data",
      `No word is left to learn from: none of the ${titleCounts.size} in ${titles.length} titles occurs in at least ` +
        `${options.minDocumentFrequency} titles and in at most ${100 * options.maxDocumentFrequency} % of them; ` +
        "give more titles, or another --preset.",
    );
  }
  return {
    options,
    titles: titles.length,
    terms: kept.map(([term]) => term),
    documentFrequency: kept.map(([, count]) => count),
  };
}

/** Whether `fitVocabulary` finds a term. Mostly a few titles tell. */
export function hasTerms(titles: readonly string[], options: FeatureOptions): boolean {
  const termsOf = termReader(options);
  const isKept = keptTerms(titles.length, options);
  const titleCounts = new Map<string, number>();
  for (const title of titles) {
    for (const term of termsOf(title)) {
      const count = (titleCounts.get(term) ?? 0) + 1;
      titleCounts.set(term, count);
      // It can still become too common where that is possible.
      if (options.maxDocumentFrequency >= 1 && isKept(term, count)) return true;
    }
  }
  return [...titleCounts].some(([term, count]) => isKept(term, count));
}

/** Builds the function from a title to its terms, each once. */
function termReader(options: FeatureOptions): (title: string) => Set<string> {
  const extract = termExtractor(options);
  return (title) => {
    const { words, wordTerms, subwordTerms } = extract(title);
    const pairs = options.pairWeight > 0 ? wordPairs(words) : [];
    return new Set([...wordTerms, ...pairs, ...subwordTerms]);
  };
}

/** Builds the function that says whether a term of so many titles is kept. */
function keptTerms(titles: number, options: FeatureOptions) {
  const maxCount = options.maxDocumentFrequency * titles;
  return (term: string, count: number) => count >= fewestTitles(term, options) && count <= maxCount;
}
