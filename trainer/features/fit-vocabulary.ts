import { HedgeError } from "../../shared/errors.ts";
import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import { isSubword, termExtractor } from "../../shared/text/terms.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import { isPair, wordPairs } from "../../shared/text/word-pairs.ts";

/**
 * Fits a vocabulary: the terms of `titles` that occur in enough of them, and in at most the share
 * `maxDocumentFrequency`. Enough is `minDocumentFrequency` for words, `pairMinDocumentFrequency`
 * for pairs of words, `subwordMinDocumentFrequency` for sub-words. Terms are in ascending code-unit
 * order, so the order of titles does not matter.
 *
 * @throws HedgeError `empty-data` when no term is left
 */
export function fitVocabulary(titles: readonly string[], options: FeatureOptions): Vocabulary {
  const extract = termExtractor(options);
  const titleCounts = new Map<string, number>();
  for (const title of titles) {
    const { words, wordTerms, subwordTerms } = extract(title);
    const pairs = options.pairWeight > 0 ? wordPairs(words) : [];
    for (const term of new Set([...wordTerms, ...pairs, ...subwordTerms])) {
      titleCounts.set(term, (titleCounts.get(term) ?? 0) + 1);
    }
  }
  const maxCount = options.maxDocumentFrequency * titles.length;
  const minCount = (term: string) => {
    if (isPair(term)) return options.pairMinDocumentFrequency;
    return isSubword(term) ? options.subwordMinDocumentFrequency : options.minDocumentFrequency;
  };
  const kept = [...titleCounts]
    .filter(([term, count]) => count >= minCount(term) && count <= maxCount)
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
