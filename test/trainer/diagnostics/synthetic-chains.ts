import { normalQuantile } from "../../../shared/numerics/normal-quantile.ts";

/** Uniform numbers in (0, 1) from one seed, by the generator splitmix32. */
function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    return (((bits ^ (bits >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Stationary chains of mean 0 and variance 1 in which neighbours have the given correlation. */
export function autoregressiveChains(
  seed: number,
  chains: number,
  draws: number,
  correlation = 0,
): Float64Array[] {
  const next = uniform(seed);
  return Array.from({ length: chains }, () => {
    let state = normalQuantile(next());
    return Float64Array.from({ length: draws }, () => {
      state = correlation * state + Math.sqrt(1 - correlation ** 2) * normalQuantile(next());
      return state;
    });
  });
}
