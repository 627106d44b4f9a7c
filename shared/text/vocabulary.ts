import { termBlocks, termCounter } from "./count-terms.ts";
import type { FeatureOptions } from "./feature-options.ts";
import { hasWordsAlone, wordFinder } from "./known-words.ts";
import type { TermTable } from "./term-table.ts";
import type { TitleTerms } from "./terms.ts";
import { type TitleVectors, titleVectors } from "./title-vectors.ts";
import type { WordVectors } from "./word-vectors.ts";

/**
 * What all forms of a vocabulary have. Feature 0 is the intercept, feature 1 + t is term t of T,
 * and feature 1 + T + d is dimension d of the title's word vectors, table by table.
 */
type VocabularyBase = {
  readonly options: FeatureOptions;
  /** Number of titles the statistics come from. */
  readonly titles: number;
  /** Tables of word vectors, with words that training did not see among them. */
  readonly vectors?: readonly WordVectors[];
};

/** A fitted vocabulary. */
export type Vocabulary = VocabularyBase & {
  /** Terms in ascending code-unit order. */
  readonly terms: readonly string[];
  /** Number of titles each term occurs in, in the order of `terms`. */
  readonly documentFrequency: readonly number[];
};

/** A vocabulary as a model file holds it. */
export type PackedVocabulary = VocabularyBase & { readonly terms: TermTable };

/** Number of features, p: the intercept, the terms and the dimensions of word vectors. */
export function countFeatures(vocabulary: Vocabulary | PackedVocabulary): number {
  return 1 + vocabulary.terms.length + countDimensions(vocabulary);
}

/** Number of the features that are dimensions of word vectors, D. */
export function countDimensions({ vectors = [] }: Pick<Vocabulary, "vectors">): number {
  return vectors.reduce((sum, { dimensions }) => sum + dimensions, 0);
}

/** One row of the design matrix: features ascending, the intercept first with value 1. */
export type SparseRow = {
  readonly features: Int32Array;
  readonly values: Float32Array;
  /** Distinct words of the title that are terms, or have another form that is one. */
  readonly knownWords: readonly string[];
  /** Distinct words of the title that are not. */
  readonly unknownWords: readonly string[];
  /** Those of the unknown words that have a vector. */
  readonly vectorWords: readonly string[];
  /**
   * Sum of the squared values that the unknown words would have with document frequency 0. They are
   * divided as the known words are or, in a title without any, by a power of their own length.
   */
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

/**
 * Builds the function that turns a title into a row of the design matrix.
 *
 * @param isReused whether the next call may use the arrays of a row again, which saves a third of
 *   the time
 */
export function vectoriser(
  vocabulary: Vocabulary | PackedVocabulary,
  isReused = false,
): (title: string) => TitleRow {
  const { options } = vocabulary;
  const terms = isFitted(vocabulary) ? termTable(vocabulary) : vocabulary.terms;
  const vectors = vocabularyVectors({ ...vocabulary, terms });
  const vectorFeatures = Int32Array.from(
    { length: countDimensions(vocabulary) },
    (_, d) => 1 + terms.length + d,
  );
  const countTerms = termCounter(hasWordsAlone(options));
  const rowOf = rowArrays(isReused);
  const weightOf = termWeight(vocabulary);
  const unknownWeight = weightOf(0);
  const { findWord, findTitle } = wordFinder({
    options,
    terms,
    vectors,
    weightOf: (index) => (index < 0 ? unknownWeight : weightOf(terms.documentFrequency(index))),
  });
  const isTerm = (word: string) => findWord(word).index >= 0;
  const weights = blockWeights(options);
  const [squares, divisors] = [new Float64Array(weights.length), new Float64Array(weights.length)];

  return (title) => {
    const known = findTitle(title);
    const { texts: words, distinct, forms } = known;
    const counted = countTerms(known.words, known.pairs, known.others);
    const firstVector = 1 + counted.count;
    const { features, values } = rowOf(firstVector + vectorFeatures.length);
    features[0] = 0;
    values[0] = 1;

    // TF-IDF; words, pairs and sub-words are each divided by a power of their own length.
    squares.fill(0);
    for (let k = 0; k < counted.count; k++) {
      const index = counted.indexes[k] ?? 0;
      const value =
        frequencyWeight(counted.repeats[k] ?? 0, options) * weightOf(terms.documentFrequency(index));
      features[k + 1] = 1 + index;
      values[k + 1] = value;
      const block = counted.blocks[k] ?? 0;
      squares[block] = (squares[block] ?? 0) + value * value;
    }
    for (let block = 0; block < squares.length; block++) {
      divisors[block] = lengthDivisor(squares[block] ?? 0, options) / (weights[block] ?? 1);
    }
    for (let k = 0; k < counted.count; k++) {
      values[k + 1] = (values[k + 1] ?? 0) / (divisors[counted.blocks[k] ?? 0] ?? 1);
    }
    features.set(vectorFeatures, firstVector);
    values.fill(0, firstVector);
    const hasVectors = vectors?.addSum(distinct, forms, values, firstVector) ?? false;
    const row = hasVectors
      ? { features, values }
      : { features: features.subarray(0, firstVector), values: values.subarray(0, firstVector) };

    const knownWords: string[] = [];
    const unknownWords: string[] = [];
    const vectorWords: string[] = [];
    for (const found of distinct) {
      const { word, index } = found;
      const otherForms = forms.get(word);
      if (index >= 0 || (otherForms !== undefined && [...otherForms].some(isTerm))) {
        knownWords.push(word);
        continue;
      }
      unknownWords.push(word);
      if (vectors?.has(found, otherForms)) vectorWords.push(word);
    }
    const rawSquares = sumUnknownSquares(words, unknownWords, unknownWeight, options);
    // Without a known word, the unknown ones are the row: they are divided by their own length.
    const hasTerm = (squares[termBlocks.words] ?? 0) > 0;
    const divisor = hasTerm ? (divisors[termBlocks.words] ?? 1) : lengthDivisor(rawSquares, options);
    const unknownSquares = Math.min(maxUnknownSquares, rawSquares / divisor ** 2);
    return { ...row, words, forms, knownWords, unknownWords, vectorWords, unknownSquares };
  };
}

/** Length of each block of a row relative to its words, in the order of `termBlocks`. */
function blockWeights({ pairWeight, subwordWeight }: FeatureOptions): readonly number[] {
  return [1, pairWeight, subwordWeight];
}

/** Builds the function that makes the arrays of a row: new ones, or views of the same ones. */
function rowArrays(isReused: boolean) {
  const make = (length: number) => ({ features: new Int32Array(length), values: new Float32Array(length) });
  if (!isReused) return make;
  let kept = make(512);
  return (length: number) => {
    if (length > kept.features.length) kept = make(2 * length);
    return { features: kept.features.subarray(0, length), values: kept.values.subarray(0, length) };
  };
}

/** The word vectors of titles under a vocabulary, or null without. */
export function vocabularyVectors(vocabulary: PackedVocabulary): TitleVectors | null {
  const { terms, vectors } = vocabulary;
  if (vectors === undefined) return null;
  const weightOf = termWeight(vocabulary);
  return titleVectors(vectors, (word) => {
    const index = terms.find(word);
    return weightOf(index < 0 ? 0 : terms.documentFrequency(index));
  });
}

/** Weights of terms in fewer titles than this are kept once they are known. */
const keptWeights = 4096;

/** Builds the function from a term's document frequency to its weight. */
function termWeight({ options, titles }: Vocabulary | PackedVocabulary) {
  const kept = new Float64Array(keptWeights);
  const compute = (documentFrequency: number) =>
    inverseDocumentFrequency(titles, documentFrequency) ** options.idfPower;
  return (documentFrequency: number) => {
    if (documentFrequency >= keptWeights) return compute(documentFrequency);
    // A weight is never 0: that entry is not computed yet.
    const weight = kept[documentFrequency] || compute(documentFrequency);
    kept[documentFrequency] = weight;
    return weight;
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
