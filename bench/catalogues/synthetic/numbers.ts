import { nextNormal, nextUniform } from "../../../trainer/nuts/random.ts";

/** A law of ranks 1, 2, ...: p(r) ~ (r + shift)^-power (Zipf 1935, Mandelbrot 1953). */
export type RankLaw = { readonly power: number; readonly shift: number };

/** Ranks above this one have a probability of nothing. */
const mostRanks = 1e8;

/** The rank at which the law's distribution function has the value `uniform`, in constant time. */
export function rankAt({ power, shift }: RankLaw, uniform: number): number {
  const exponent = 1 - power;
  const [first, last] = [(0.5 + shift) ** exponent, (mostRanks + 0.5 + shift) ** exponent];
  const rank = (first + uniform * (last - first)) ** (1 / exponent) - shift;
  return Math.max(1, Math.min(mostRanks, Math.round(rank)));
}

/** A position drawn with probabilities whose running sums are `sums`, ascending. */
export function drawPosition(sums: ArrayLike<number>, random: Uint32Array): number {
  const at = nextUniform(random) * (sums[sums.length - 1] ?? 0);
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Running sums of weights. */
export function runningSums(weights: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => {
    sum += weight;
    return sum;
  });
}

/** A log-normal number with median 1. */
export function logNormal(sigma: number, random: Uint32Array): number {
  return Math.exp(sigma * nextNormal(random));
}

/** A uniform number in [0, 1) that depends on three integers alone. */
export function hashUniform(a: number, b: number, c: number): number {
  let z =
    Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^
    Math.imul(c + 1, 0x27d4eb2f);
  for (let round = 0; round < 2; round++) {
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    z ^= z >>> 15;
  }
  return (z >>> 0) / 4294967296;
}
