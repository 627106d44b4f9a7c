import type { TopPredictions } from "./metrics.ts";

/** Accuracy of the share `coverage` of the titles that have the largest top probabilities. */
export type CoveragePoint = { readonly coverage: number; readonly accuracy: number };

/** An accuracy-coverage curve. `area` is the mean accuracy over all coverages, at most 1. */
export type CoverageCurve = { readonly area: number; readonly points: readonly CoveragePoint[] };

/** Most points of a curve, evenly spaced over coverage. */
const mostPoints = 50;

/**
 * The accuracy-coverage curve: the most confident titles are answered first. Equal probabilities
 * are taken together, at their mean accuracy. The area is NaN for no titles.
 */
export function coverageCurve({ topProbability, correct }: TopPredictions): CoverageCurve {
  const count = topProbability.length;
  const order = Array.from(topProbability.keys()).sort(
    (a, b) => (topProbability[b] ?? 0) - (topProbability[a] ?? 0),
  );
  const accuracies = new Float64Array(count);
  let right = 0;
  for (let start = 0; start < count; ) {
    let end = start;
    let tied = 0;
    while (end < count && topProbability[order[end] ?? 0] === topProbability[order[start] ?? 0]) {
      tied += correct[order[end] ?? 0] ?? 0;
      end++;
    }
    for (let k = start; k < end; k++)
      accuracies[k] = (right + (tied * (k + 1 - start)) / (end - start)) / (k + 1);
    right += tied;
    start = end;
  }
  const taken = Math.min(mostPoints, count);
  return {
    area: accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / count,
    points: Array.from({ length: taken }, (_, k) => {
      const titles = Math.round(((k + 1) * count) / taken);
      return { coverage: titles / count, accuracy: accuracies[titles - 1] ?? Number.NaN };
    }),
  };
}
