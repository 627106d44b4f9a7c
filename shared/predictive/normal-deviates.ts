import { normalQuantile } from "../numerics/normal-quantile.ts";
import { shuffle, xorshift32 } from "../numerics/xorshift.ts";

/**
 * Standard normal deviates from which draws are regenerated: `deviates[s * count + k]` is deviate
 * k < count of draw s. Each deviate takes each of the values `normalQuantile((i + 1/2) / draws)`
 * once, in an order of its own: a Latin hypercube (McKay, Beckman and Conover 1979). So the
 * quantiles of a single deviate over draws are exact. Draws s and `draws - 1 - s` are opposite, so
 * means over draws are exact too.
 */
export function standardNormalDeviates(count: number, draws: number): Float64Array {
  const key = `${count} ${draws}`;
  if (count * draws <= mostKept) {
    const deviates = kept.get(key) ?? latinHypercube(count, draws);
    kept.set(key, deviates);
    return deviates;
  }
  if (latest?.key !== key) latest = { key, deviates: latinHypercube(count, draws) };
  return latest.deviates;
}

/** The result of the last call: a model asks for the same deviates many times. */
let latest: { readonly key: string; readonly deviates: Float64Array } | undefined;

/** Small results, since nodes of a factorised model with as many children ask for the same ones. */
const kept = new Map<string, Float64Array>();
const mostKept = 64 * 128;

function latinHypercube(count: number, draws: number): Float64Array {
  const half = draws >> 1;
  const deviates = new Float64Array(count * draws);
  const order = new Uint32Array(half);
  const random = xorshift32(1);
  const scale = unitScale(draws);
  const sizes = Float64Array.from({ length: half }, (_, i) => -scale * normalQuantile((i + 0.5) / draws));
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < half; i++) order[i] = i;
    shuffle(order, random);
    for (let i = 0; i < half; i++) {
      const size = sizes[order[i] ?? 0] ?? 0;
      const value = random() % 2 === 0 ? size : -size;
      deviates[i * count + k] = value;
      deviates[(draws - 1 - i) * count + k] = -value;
    }
  }
  return deviates;
}

/** Factor that makes the variance over draws exactly 1; the quantiles alone fall a little short. */
function unitScale(draws: number): number {
  let squares = 0;
  for (let i = 0; i < draws; i++) squares += normalQuantile((i + 0.5) / draws) ** 2;
  return squares > 0 ? Math.sqrt(draws / squares) : 1;
}
