import type { FeatureOptions } from "../../shared/text/feature-options.ts";
import { isSubword } from "../../shared/text/terms.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import { isPair } from "../../shared/text/word-pairs.ts";

/**
 * How rare terms are left out where a model would be too large. At level m these are pairs of words
 * in fewer than m titles, pieces of words in fewer than m / 4, and words in fewer than m / 16. A
 * pair says least: its words are features, too. A word that is none is an unknown word.
 */
const share = { pairs: 1, pieces: 4, words: 16 } as const;

/** Kinds of terms. */
export type TermKind = keyof typeof share;

const fewest = {
  pairs: "pairMinDocumentFrequency",
  pieces: "subwordMinDocumentFrequency",
  words: "minDocumentFrequency",
} as const satisfies Record<TermKind, keyof FeatureOptions>;

function kindOf(term: string): TermKind {
  if (isPair(term)) return "pairs";
  return isSubword(term) ? "pieces" : "words";
}

/** In how many titles a term is kept. */
export function fewestTitles(term: string, options: FeatureOptions): number {
  return options[fewest[kindOf(term)]];
}

/** The last level at which a term is kept. */
export function lastLevel(term: string, documentFrequency: number): number {
  const parts = share[kindOf(term)];
  return parts * documentFrequency + parts - 1;
}

/** Options that leave out what is rare at a level. */
export function withoutRareTerms(options: FeatureOptions, level: number): FeatureOptions {
  const atLeast = (kind: TermKind) => Math.max(options[fewest[kind]], Math.floor(level / share[kind]));
  return {
    ...options,
    [fewest.pairs]: atLeast("pairs"),
    [fewest.pieces]: atLeast("pieces"),
    [fewest.words]: atLeast("words"),
  };
}

/** A vocabulary as `fitVocabulary` would fit it with options that leave out more. */
export function narrowVocabulary(vocabulary: Vocabulary, options: FeatureOptions): Vocabulary {
  const { terms, documentFrequency } = vocabulary;
  const isKept = terms.map((term, t) => (documentFrequency[t] ?? 0) >= fewestTitles(term, options));
  return {
    ...vocabulary,
    options,
    terms: terms.filter((_, t) => isKept[t]),
    documentFrequency: documentFrequency.filter((_, t) => isKept[t]),
  };
}

/** Terms of a kind that were left out, and the fewest titles that those that are left have. */
export type LeftOut = { readonly kind: TermKind; readonly terms: number; readonly fewestTitles: number };

/** What a narrower vocabulary has no longer, kind by kind. */
export function countLeftOut(whole: Vocabulary, narrow: Vocabulary): LeftOut[] {
  const count = ({ terms }: Vocabulary, kind: TermKind) =>
    terms.reduce((sum, term) => sum + (kindOf(term) === kind ? 1 : 0), 0);
  return (["pairs", "pieces", "words"] as const)
    .map((kind) => ({
      kind,
      terms: count(whole, kind) - count(narrow, kind),
      fewestTitles: narrow.options[fewest[kind]],
    }))
    .filter(({ terms }) => terms > 0);
}
