import { countDimensions, countFeatures, type Vocabulary } from "../../shared/text/vocabulary.ts";

/**
 * Features of a vocabulary: the intercept first, then those of word vectors, which nearly every
 * title has, then terms from the most common on.
 */
export function orderFeatures(vocabulary: Vocabulary): {
  readonly byFrequency: readonly number[];
  /** How many features are dimensions of word vectors: those with the highest numbers. */
  readonly dimensions: number;
} {
  const { documentFrequency } = vocabulary;
  const dimensions = countDimensions(vocabulary);
  const order = documentFrequency.map((_, index) => 1 + index);
  order.sort((a, b) => (documentFrequency[b - 1] ?? 0) - (documentFrequency[a - 1] ?? 0) || a - b);
  const first = countFeatures(vocabulary) - dimensions;
  return {
    byFrequency: [0, ...Array.from({ length: dimensions }, (_, d) => first + d), ...order],
    dimensions,
  };
}
