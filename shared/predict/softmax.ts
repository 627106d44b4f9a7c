/**
 * Softmax in place over `z[start .. start + length)`: probabilities that sum to 1. Stable for any finite input.
 * Returns the log of the normaliser in nats.
 */
export function softmaxInPlace(z: Float64Array, start: number, length: number): number {
  const end = start + length;
  let top = Number.NEGATIVE_INFINITY;
  for (let c = start; c < end; c++) top = Math.max(top, z[c] ?? 0);
  let sum = 0;
  for (let c = start; c < end; c++) {
    const weight = Math.exp((z[c] ?? 0) - top);
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
