import { expOfNegative } from "../numerics/fast-exp.ts";
import type { LikelyLeaves } from "./likely-leaves.ts";

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
 * Softmax in place as `softmaxInPlace`, over the entries `z[start + c]` for the leaves c in
 * `which`. Adds `share` times each probability to `means` and writes the log of the normaliser to
 * `logs[at]`. Returns the entropy in nats,
 *
 *     ln sum_c w_c - sum_c p_c ln w_c,   w_c = exp(z_c - max z)
 *
 * which takes no logarithm of a probability.
 */
export function softmaxEntropy(
  z: Float64Array,
  start: number,
  { leaves, count }: Pick<LikelyLeaves, "leaves" | "count">,
  means: Float64Array,
  share: number,
  logs: Float64Array,
  at: number,
): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const value = z[start + (leaves[i] ?? 0)] ?? 0;
    if (value > top) top = value;
  }
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < count; i++) {
    const entry = start + (leaves[i] ?? 0);
    const below = (z[entry] ?? 0) - top;
    const weight = expOfNegative(below);
    z[entry] = weight;
    sum += weight;
    weighted += weight * below;
  }
  const scale = 1 / sum;
  for (let i = 0; i < count; i++) {
    const c = leaves[i] ?? 0;
    const p = (z[start + c] ?? 0) * scale;
    z[start + c] = p;
    means[c] = (means[c] ?? 0) + share * p;
  }
  const logSum = Math.log(sum);
  logs[at] = top + logSum;
  return logSum - weighted * scale;
}
