import type { FeatureOptions } from "./feature-options.ts";
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

/** One row of the design matrix: features ascending, the intercept first with value 1. */
export type SparseRow = {
  readonly features: Int32Array;
  readonly values: Float32Array;
  /** Distinct words of the title that are terms. */
  readonly knownWords: readonly string[];
  /** Distinct words of the title that are not. */
  readonly unknownWords: readonly string[];
};

/** The row of a title, with the title's kept words in order and with repeats. */
export type TitleRow = SparseRow & { readonly words: readonly string[] };

/** Smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1, as scikit-learn defines it. */
export function inverseDocumentFrequency(titles: number, documentFrequency: number): number {
  return Math.log((1 + titles) / (1 + documentFrequency)) + 1;
}

/** Builds the function that turns a title into a row of the design matrix. Building is linear in terms. */
export function vectoriser(vocabulary: Vocabulary): (title: string) => TitleRow {
  const { options, terms, titles } = vocabulary;
  const extract = termExtractor(options);
  const featureOf = new Map(terms.map((term, index) => [term, 1 + index]));
  const weightOf = (feature: number) =>
    inverseDocumentFrequency(titles, vocabulary.documentFrequency[feature - 1] ?? 0) ** options.idfPower;

  return (title) => {
    const found = extract(title);
    const counts = new Map<number, number>();
    const count = (term: string) => {
      const feature = featureOf.get(term);
      if (feature !== undefined) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    };
    for (const term of found.wordTerms) count(term);
    const wordFeatures = new Set(counts.keys());
    for (const term of found.subwordTerms) count(term);

    const features = Int32Array.from([0, ...counts.keys()]).sort();
    const values = new Float32Array(features.length);
    let squares = 0;
    for (let k = 1; k < features.length; k++) {
      const feature = features[k] ?? 0;
      const share = wordFeatures.has(feature) ? 1 : options.subwordWeight;
      const value = share * frequencyWeight(counts.get(feature) ?? 0, options) * weightOf(feature);
      values[k] = value;
      squares += value * value;
    }
    const length = squares > 0 ? Math.sqrt(squares) ** options.lengthPower : 1;
    for (let k = 1; k < values.length; k++) values[k] = (values[k] ?? 0) / length;
    values[0] = 1;

    const distinct = [...new Set(found.words)];
    return {
      features,
      values,
      words: found.words,
      knownWords: distinct.filter((word) => featureOf.has(word)),
      unknownWords: distinct.filter((word) => !featureOf.has(word)),
    };
  };
}

function frequencyWeight(count: number, { termFrequency }: FeatureOptions): number {
  if (termFrequency === "binary") return 1;
  return termFrequency === "sublinear" ? 1 + Math.log(count) : count;
}
