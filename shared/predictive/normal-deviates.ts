import { normalQuantile } from "./normal-quantile.ts";

/**
 * Standard normal shocks from which draws are made again: `shocks[s * count + k]` for shock k < count in draw s. Every shock takes each of the
 * values `normalQuantile((i + 1/2) / draws)` once, in an order of its own: a Latin hypercube (McKay, Beckman and Conover 1979), so that the
 * quantiles of a single shock over draws are exact. Draws s and `draws - 1 - s` are opposite, so that means over draws are exact too.
 */
export function standardNormalDeviates(count: number, draws: number): Float64Array {
  const key = `${count} ${draws}`;
  if (made?.key !== key) made = { key, shocks: makeShocks(count, draws) };
  return made.shocks;
}

/** Those asked for last: the same model needs them again and again, and nobody changes them. */
let made: { readonly key: string; readonly shocks: Float64Array } | undefined;

function makeShocks(count: number, draws: number): Float64Array {
  const half = draws >> 1;
  const shocks = new Float64Array(count * draws);
  const order = new Uint32Array(half);
  let state = 1;
  // xorshift32, Marsaglia 2003.
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const scale = unitScale(draws);
  const sizes = Float64Array.from({ length: half }, (_, i) => -scale * normalQuantile((i + 0.5) / draws));
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < half; i++) order[i] = i;
    for (let i = half - 1; i > 0; i--) {
      const other = random() % (i + 1);
      const kept = order[i] ?? 0;
      order[i] = order[other] ?? 0;
      order[other] = kept;
    }
    for (let i = 0; i < half; i++) {
      const size = sizes[order[i] ?? 0] ?? 0;
      const value = random() % 2 === 0 ? size : -size;
      shocks[i * count + k] = value;
      shocks[(draws - 1 - i) * count + k] = -value;
    }
  }
  return shocks;
}

/** Makes the variance over draws exactly 1: the middles of equal slices of a normal fall a little short of it. */
function unitScale(draws: number): number {
  let squares = 0;
  for (let i = 0; i < draws; i++) squares += normalQuantile((i + 0.5) / draws) ** 2;
  return squares > 0 ? Math.sqrt(draws / squares) : 1;
}
