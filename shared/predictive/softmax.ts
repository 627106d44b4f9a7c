import { expOfNegative } from "./fast-exp.ts";

/**
 * Softmax in place over `z[start .. start + length)`: probabilities that sum to 1. Stable for any
 * finite input. Returns the log of the normaliser in nats.
 */
export function softmaxInPlace(z: Float64Array, start: number, length: number): number {
  const end = start + length;
  let top = Number.NEGATIVE_INFINITY;
  for (let c = start; c < end; c++) top = Math.max(top, z[c] ?? 0);
  let sum = 0;
  for (let c = start; c < end; c++) {
    const weight = expOfNegative((z[c] ?? 0) - top);
    z[c] = weight;
    sum += weight;
  }
  for (let c = start; c < end; c++) z[c] = (z[c] ?? 0) / sum;
  return top + Math.log(sum);
}

/** Shannon entropy in nats of `p[start .. start + length)`; 0 ln 0 counts as 0. */
export function entropy(p: Float64Array, start: number, length: number): number {
  let total = 0;
  for (let c = start; c < start + length; c++) {
    const share = p[c] ?? 0;
    if (share > 0) total -= share * Math.log(share);
  }
  return total;
}

/**
 * Softmax in place as `softmaxInPlace`. Adds `share` times each probability to `means` and writes
 * the log of the normaliser to `logs[at]`. Returns the entropy in nats,
 *
 *     ln sum_c w_c - sum_c p_c ln w_c,   w_c = exp(z_c - max z)
 *
 * which takes no logarithm of a probability.
 */
export function softmaxEntropy(
  z: Float64Array,
  start: number,
  length: number,
  means: Float64Array,
  share: number,
  logs: Float64Array,
  at: number,
): number {
  const end = start + length;
  let top = Number.NEGATIVE_INFINITY;
  for (let c = start; c < end; c++) {
    const value = z[c] ?? 0;
    if (value > top) top = value;
  }
  let sum = 0;
  let weighted = 0;
  for (let c = start; c < end; c++) {
    const below = (z[c] ?? 0) - top;
    const weight = expOfNegative(below);
    z[c] = weight;
    sum += weight;
    weighted += weight * below;
  }
  const scale = 1 / sum;
  for (let c = 0; c < length; c++) {
    const p = (z[start + c] ?? 0) * scale;
    z[start + c] = p;
    means[c] = (means[c] ?? 0) + share * p;
  }
  logs[at] = top + Math.log(sum);
  return Math.log(sum) - weighted * scale;
}
