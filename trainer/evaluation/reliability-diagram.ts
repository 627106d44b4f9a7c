import { binOf, defaultBins } from "./bins.ts";
import type { TopPredictions } from "./metrics.ts";

/** Titles whose top probability falls into one interval. */
export type ReliabilityBin = {
  readonly from: number;
  readonly to: number;
  readonly titles: number;
  /** Mean top probability; null where there are no titles. */
  readonly confidence: number | null;
  /** Share whose most probable class is right; null where there are no titles. */
  readonly accuracy: number | null;
};

/** The data of a reliability diagram: bins of equal width by top probability. */
export function reliabilityDiagram({ topProbability, correct }: TopPredictions): ReliabilityBin[] {
  const bins = defaultBins;
  const titles = new Float64Array(bins);
  const confidence = new Float64Array(bins);
  const right = new Float64Array(bins);
  topProbability.forEach((p, i) => {
    const bin = binOf(p, bins);
    titles[bin] = (titles[bin] ?? 0) + 1;
    confidence[bin] = (confidence[bin] ?? 0) + p;
    right[bin] = (right[bin] ?? 0) + (correct[i] ?? 0);
  });
  return Array.from({ length: bins }, (_, bin) => {
    const count = titles[bin] ?? 0;
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      titles: count,
      confidence: count > 0 ? (confidence[bin] ?? 0) / count : null,
      accuracy: count > 0 ? (right[bin] ?? 0) / count : null,
    };
  });
}

/**
 * The expected calibration error that exactly calibrated probabilities would have by chance. In
 * each bin it is the mean of |right - expected| for a sum of independent Bernoulli variables, by
 * its normal approximation. A measured error near this one is consistent with perfect calibration.
 */
export function calibrationErrorOfChance({ topProbability }: Pick<TopPredictions, "topProbability">): number {
  const variance = new Float64Array(defaultBins);
  for (const p of topProbability) {
    const bin = binOf(p, defaultBins);
    variance[bin] = (variance[bin] ?? 0) + p * (1 - p);
  }
  const meanAbsolute = variance.reduce((sum, one) => sum + Math.sqrt((2 / Math.PI) * one), 0);
  return meanAbsolute / topProbability.length;
}
