import { countDimensions, countFeatures, type Vocabulary } from "../../shared/text/vocabulary.ts";

/**
 * Features of a vocabulary: the intercept first, then those of word vectors, which nearly every
 * title has, then terms from the most common on.
 */
export function featuresByFrequency(vocabulary: Vocabulary): number[] {
  const { documentFrequency } = vocabulary;
  const dimensions = countDimensions(vocabulary);
  const order = documentFrequency.map((_, index) => 1 + index);
  order.sort((a, b) => (documentFrequency[b - 1] ?? 0) - (documentFrequency[a - 1] ?? 0) || a - b);
  const start = countFeatures(vocabulary) - dimensions;
  return [0, ...Array.from({ length: dimensions }, (_, d) => start + d), ...order];
}
