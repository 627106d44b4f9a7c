import type { TopPredictions } from "../../../trainer/evaluation/metrics.ts";

/**
 * Predictions for some titles, for metrics that do not look at the probability of the true class.
 */
export function topPredictions(rows: readonly (readonly [top: number, correct: 0 | 1])[]): TopPredictions {
  return {
    trueProbability: new Float64Array(rows.length),
    topProbability: Float64Array.from(rows, ([top]) => top),
    correct: Uint8Array.from(rows, ([, correct]) => correct),
  };
}
