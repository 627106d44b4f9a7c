import type { Vocabulary } from "../../shared/text/vocabulary.ts";

/** Features of a vocabulary, the intercept first, then terms from the most common on. */
export function featuresByFrequency({ documentFrequency }: Vocabulary): number[] {
  const order = documentFrequency.map((_, index) => 1 + index);
  order.sort((a, b) => (documentFrequency[b - 1] ?? 0) - (documentFrequency[a - 1] ?? 0) || a - b);
  return [0, ...order];
}
