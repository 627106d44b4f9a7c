import type { FeatureOptions } from "./feature-options.ts";
import type { TermTable } from "./term-table.ts";
import { type TitleTerms, termExtractor } from "./terms.ts";

/**
 * A fitted vocabulary. Feature 0 is the intercept and feature 1 + t is term t, so there are
 * p = 1 + terms.length features.
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
  /** Distinct words of the title that are terms, or have another form that is one. */
  readonly knownWords: readonly string[];
  /** Distinct words of the title that are not. */
  readonly unknownWords: readonly string[];
  /** Sum of the squared values that the unknown words would have with document frequency 0. */
  readonly unknownSquares: number;
};

/** The row of a title, with its words in order and with repeats, and their other forms. */
export type TitleRow = SparseRow & Pick<TitleTerms, "words" | "forms">;

/** Limit of `unknownSquares`, which keeps variances finite whatever a title or model file holds. */
const maxUnknownSquares = 1e6;

/** Smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1, as in scikit-learn. */
export function inverseDocumentFrequency(titles: number, documentFrequency: number): number {
  return Math.log((1 + titles) / (1 + documentFrequency)) + 1;
}

/** Builds the function that turns a title into a row of the design matrix. */
export function vectoriser(vocabulary: Vocabulary | PackedVocabulary): (title: string) => TitleRow {
  const { options, titles } = vocabulary;
  const terms = isFitted(vocabulary) ? termTable(vocabulary) : vocabulary.terms;
  const extract = termExtractor(options);
  const weightOf = (documentFrequency: number) =>
    inverseDocumentFrequency(titles, documentFrequency) ** options.idfPower;
  const unknownWeight = weightOf(0);

  return (title) => {
    const { words, forms, wordTerms, subwordTerms } = extract(title);

    const counts = new Map<number, number>();
    const count = (term: string) => {
      const feature = 1 + terms.find(term);
      if (feature > 0) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    };
    for (const term of wordTerms) count(term);
    const wordFeatures = new Set(counts.keys());
    for (const term of subwordTerms) count(term);

    // TF-IDF; words and sub-words are each divided by a power of their own length.
    const features = Int32Array.from([0, ...counts.keys()]).sort();
    const values = new Float32Array(features.length);
    let wordSquares = 0;
    let subwordSquares = 0;
    for (let k = 1; k < features.length; k++) {
      const feature = features[k] ?? 0;
      const value =
        frequencyWeight(counts.get(feature) ?? 0, options) * weightOf(terms.documentFrequency(feature - 1));
      values[k] = value;
      if (wordFeatures.has(feature)) wordSquares += value * value;
      else subwordSquares += value * value;
    }
    const wordDivisor = lengthDivisor(wordSquares, options);
    const subwordDivisor = lengthDivisor(subwordSquares, options) / options.subwordWeight;
    for (let k = 1; k < values.length; k++) {
      values[k] = (values[k] ?? 0) / (wordFeatures.has(features[k] ?? 0) ? wordDivisor : subwordDivisor);
    }
    values[0] = 1;

    const knownWords: string[] = [];
    const unknownWords: string[] = [];
    const isTerm = (word: string) => terms.find(word) >= 0;
    for (const word of new Set(words)) {
      const isKnown = isTerm(word) || [...(forms.get(word) ?? [])].some(isTerm);
      (isKnown ? knownWords : unknownWords).push(word);
    }
    const squares = sumUnknownSquares(words, unknownWords, unknownWeight, options) / wordDivisor ** 2;
    const unknownSquares = Math.min(maxUnknownSquares, squares);
    return { features, values, words, forms, knownWords, unknownWords, unknownSquares };
  };
}

/** Sum of the squared values of unknown words, before division by the row's length. */
function sumUnknownSquares(
  words: readonly string[],
  unknownWords: readonly string[],
  weight: number,
  options: FeatureOptions,
): number {
  if (unknownWords.length === 0) return 0;
  const counts = new Map(unknownWords.map((word) => [word, 0]));
  for (const word of words) if (counts.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  let squares = 0;
  for (const count of counts.values()) squares += (frequencyWeight(count, options) * weight) ** 2;
  return squares;
}

function lengthDivisor(squares: number, { lengthPower }: FeatureOptions): number {
  return squares > 0 ? Math.sqrt(squares) ** lengthPower : 1;
}

function frequencyWeight(count: number, { termFrequency }: FeatureOptions): number {
  if (termFrequency === "binary") return 1;
  return termFrequency === "sublinear" ? 1 + Math.log(count) : count;
}

function isFitted(vocabulary: Vocabulary | PackedVocabulary): vocabulary is Vocabulary {
  return Array.isArray(vocabulary.terms);
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
