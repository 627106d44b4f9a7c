import type { PosteriorDraws } from "../../chains/posterior-draws.ts";

/**
 * Draws that are some of many, with the mean of all of them: each coefficient of a draw becomes
 *
 *     mean of all + sqrt(K / (K - 1)) (draw - mean of the K kept)
 *
 * so that the mean has no error by the thinning, as with a control variate, and the variance over
 * the K draws is an unbiased one. Scales stay as they are.
 *
 * @param mean mean over all draws, p x V
 */
export function withExactMean<T extends PosteriorDraws>(draws: T, mean: ArrayLike<number>): T {
  const { count } = draws;
  const shift = new Float64Array(draws.features * draws.columns);
  const coefficients = new Float32Array(shift.length);
  const scales = new Float32Array(draws.groups);
  for (let draw = 0; draw < count; draw++) {
    draws.read(draw, coefficients, scales);
    for (let k = 0; k < shift.length; k++) shift[k] = (shift[k] ?? 0) + (coefficients[k] ?? 0) / count;
  }
  const factor = count > 1 ? Math.sqrt(count / (count - 1)) : 1;
  for (let k = 0; k < shift.length; k++) shift[k] = (mean[k] ?? 0) - factor * (shift[k] ?? 0);
  return {
    ...draws,
    read: (draw, into, intoScales) => {
      draws.read(draw, into, intoScales);
      for (let k = 0; k < shift.length; k++) into[k] = factor * (into[k] ?? 0) + (shift[k] ?? 0);
    },
  };
}
