import type { FeatureOptions } from "./feature-options.ts";
import type { TermTable } from "./term-table.ts";
import { termExtractor } from "./terms.ts";

/**
 * A fitted vocabulary. Feature 0 is the intercept, feature 1 + t is term t, so there are p = 1 + terms.length
 * features.
 */
export type Vocabulary = {
  readonly options: FeatureOptions;
  /** Number of titles the statistics come from. */
  readonly titles: number;
  /** Terms in ascending code-unit order. */
  readonly terms: readonly string[];
  /** Number of titles each term occurs in, in the order of `terms`. */
  readonly documentFrequency: readonly number[];
};

/** A vocabulary as a model file holds it. Feature 1 + t is term t of the table. */
export type PackedVocabulary = {
  readonly options: FeatureOptions;
  /** Number of titles the statistics come from. */
  readonly titles: number;
  readonly terms: TermTable;
};

/** One row of the design matrix: features ascending, the intercept first with value 1. */
export type SparseRow = {
  readonly features: Int32Array;
  readonly values: Float32Array;
  /** Distinct words of the title that are terms. */
  readonly knownWords: readonly string[];
  /** Distinct words of the title that are not. */
  readonly unknownWords: readonly string[];
  /** Sum of the squared values that the unknown words would have, their document frequency being 0. */
  readonly unknownSquares: number;
};

/** More unknown words than come to this say no more, and what they say stays finite whatever a title or a model file holds. */
const mostUnknownSquares = 1e6;

/** The row of a title, with the title's kept words in order and with repeats. */
export type TitleRow = SparseRow & { readonly words: readonly string[] };

/** Smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1, as scikit-learn defines it. */
export function inverseDocumentFrequency(titles: number, documentFrequency: number): number {
  return Math.log((1 + titles) / (1 + documentFrequency)) + 1;
}

/** A fitted vocabulary as a term table. Linear in terms. */
function termTable({ terms, documentFrequency }: Vocabulary): TermTable {
  const indexOf = new Map(terms.map((term, index) => [term, index]));
  return {
    length: terms.length,
    find: (term) => indexOf.get(term) ?? -1,
    at: (index) => terms[index] ?? "",
    documentFrequency: (index) => documentFrequency[index] ?? 0,
  };
}

function isFitted(vocabulary: Vocabulary | PackedVocabulary): vocabulary is Vocabulary {
  return Array.isArray(vocabulary.terms);
}

/** Builds the function that turns a title into a row of the design matrix. */
export function vectoriser(vocabulary: Vocabulary | PackedVocabulary): (title: string) => TitleRow {
  const { options, titles } = vocabulary;
  const terms = isFitted(vocabulary) ? termTable(vocabulary) : vocabulary.terms;
  const extract = termExtractor(options);
  const weightOf = (feature: number) =>
    inverseDocumentFrequency(titles, terms.documentFrequency(feature - 1)) ** options.idfPower;

  const unknownWeight = inverseDocumentFrequency(titles, 0) ** options.idfPower;
  /** Sum of the squared values of some words that are not terms, before the row's length divides them. */
  const unknownSquares = (words: readonly string[], unknown: readonly string[]) => {
    if (unknown.length === 0) return 0;
    const counts = new Map(unknown.map((word) => [word, 0]));
    for (const word of words) if (counts.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    let squares = 0;
    for (const count of counts.values()) squares += (frequencyWeight(count, options) * unknownWeight) ** 2;
    return squares;
  };

  return (title) => {
    const found = extract(title);
    const counts = new Map<number, number>();
    const count = (term: string) => {
      const feature = 1 + terms.find(term);
      if (feature > 0) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    };
    for (const term of found.wordTerms) count(term);
    const wordFeatures = new Set(counts.keys());
    for (const term of found.subwordTerms) count(term);

    const features = Int32Array.from([0, ...counts.keys()]).sort();
    const values = new Float32Array(features.length);
    let wordSquares = 0;
    let subwordSquares = 0;
    for (let k = 1; k < features.length; k++) {
      const feature = features[k] ?? 0;
      const value = frequencyWeight(counts.get(feature) ?? 0, options) * weightOf(feature);
      values[k] = value;
      if (wordFeatures.has(feature)) wordSquares += value * value;
      else subwordSquares += value * value;
    }
    const wordLength = divisor(wordSquares, options);
    const subwordLength = divisor(subwordSquares, options) / options.subwordWeight;
    for (let k = 1; k < values.length; k++) {
      values[k] = (values[k] ?? 0) / (wordFeatures.has(features[k] ?? 0) ? wordLength : subwordLength);
    }
    values[0] = 1;

    const knownWords: string[] = [];
    const unknownWords: string[] = [];
    for (const word of new Set(found.words)) (terms.find(word) < 0 ? unknownWords : knownWords).push(word);
    return {
      features,
      values,
      words: found.words,
      knownWords,
      unknownWords,
      unknownSquares: Math.min(
        mostUnknownSquares,
        unknownSquares(found.words, unknownWords) / wordLength ** 2,
      ),
    };
  };
}

function divisor(squares: number, { lengthPower }: FeatureOptions): number {
  return squares > 0 ? Math.sqrt(squares) ** lengthPower : 1;
}

function frequencyWeight(count: number, { termFrequency }: FeatureOptions): number {
  if (termFrequency === "binary") return 1;
  return termFrequency === "sublinear" ? 1 + Math.log(count) : count;
}
