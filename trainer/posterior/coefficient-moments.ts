import { HedgeError } from "../../shared/errors.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";

/** Moments of every coefficient, feature by feature: p x V numbers each. */
export type CoefficientMoments = {
  /** Mean over all draws. */
  readonly mean: Float64Array;
  /** Mean over the chosen draws. */
  readonly chosenMean: Float64Array;
  /** Standard deviation over the chosen draws, dividing by their number. */
  readonly chosenDeviation: Float64Array;
  /** Scales of the chosen draws, draw by draw: S x groups. */
  readonly scales: Float32Array;
};

/**
 * Makes one pass over the draws and holds one at a time: memory is a few arrays of p x V, however
 * many draws there are. Deviations by the recurrence of Welford (1962), which is stable.
 *
 * @param chosen draws to be packed, ascending
 * @throws HedgeError `failed` when a draw is not finite
 */
export function coefficientMoments(draws: PosteriorDraws, chosen: readonly number[]): CoefficientMoments {
  const size = draws.features * draws.columns;
  const mean = new Float64Array(size);
  const chosenMean = new Float64Array(size);
  const squares = new Float64Array(size);
  const scales = new Float32Array(chosen.length * draws.groups);
  const coefficients = new Float32Array(size);
  const drawScales = new Float32Array(draws.groups);
  let taken = 0;
  for (let draw = 0; draw < draws.count; draw++) {
    draws.read(draw, coefficients, drawScales);
    for (let k = 0; k < size; k++) {
      mean[k] = (mean[k] ?? 0) + ((coefficients[k] ?? 0) - (mean[k] ?? 0)) / (draw + 1);
    }
    if (draw !== chosen[taken]) continue;
    scales.set(drawScales, taken * draws.groups);
    taken++;
    for (let k = 0; k < size; k++) {
      const value = coefficients[k] ?? 0;
      const before = value - (chosenMean[k] ?? 0);
      const after = (chosenMean[k] ?? 0) + before / taken;
      chosenMean[k] = after;
      squares[k] = (squares[k] ?? 0) + before * (value - after);
    }
  }
  if (!mean.every(Number.isFinite) || !scales.every(Number.isFinite)) {
    throw new HedgeError("failed", "A posterior draw is not finite; train again with another --seed.");
  }
  return { mean, chosenMean, chosenDeviation: squares.map((sum) => Math.sqrt(sum / taken)), scales };
}
