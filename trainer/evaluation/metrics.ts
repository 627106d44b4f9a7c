import { binOf, defaultBins } from "./bins.ts";

/** What a classifier predicted for some titles, one number per title. */
export type TopPredictions = {
  /** Probability of the class that is true. */
  readonly trueProbability: Float64Array;
  /** Probability of the most probable class. */
  readonly topProbability: Float64Array;
  /** 1 where the most probable class is the true one, else 0. */
  readonly correct: Uint8Array;
};

/** Least probability in the log-loss, so that one certain mistake does not make it infinite. */
export const leastProbability = 1e-15;

/** Share of titles whose most probable class is the true one; NaN for no titles. */
export function accuracy({ correct }: TopPredictions): number {
  return correct.reduce((sum, one) => sum + one, 0) / correct.length;
}

/** Mean of -ln p(true class), in nats; NaN for no titles. */
export function logLoss({ trueProbability }: TopPredictions): number {
  const total = trueProbability.reduce((sum, p) => sum - Math.log(Math.max(p, leastProbability)), 0);
  return total / trueProbability.length;
}

/**
 * Expected calibration error (Naeini et al. 2015; Guo et al. 2017). Titles are in bins of equal
 * width by top probability. It is the mean over bins of |accuracy - mean top probability|, weighted
 * by the bins' shares of the titles. In [0, 1]; NaN for no titles.
 */
export function expectedCalibrationError(
  { topProbability, correct }: TopPredictions,
  bins = defaultBins,
): number {
  const gap = new Float64Array(bins);
  topProbability.forEach((p, i) => {
    const bin = binOf(p, bins);
    gap[bin] = (gap[bin] ?? 0) + (correct[i] ?? 0) - p;
  });
  return gap.reduce((sum, difference) => sum + Math.abs(difference), 0) / topProbability.length;
}
