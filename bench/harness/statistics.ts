import { quantileOfSorted } from "../../trainer/diagnostics/quantile.ts";
import { nextUniform } from "../../trainer/nuts/random.ts";

/** Arithmetic mean; NaN for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Quantile by linear interpolation, type 7 of Hyndman and Fan (1996); NaN for no values. */
export function quantile(values: readonly number[], probability: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), probability);
}

/** Median; NaN for no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** 0 .. count - 1 in random order (Fisher and Yates). `random` is a state of `seedStream`. */
export function shuffled(count: number, random: Uint32Array): number[] {
  const order = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.min(k, Math.floor(nextUniform(random) * (k + 1)));
    [order[k], order[other]] = [order[other] ?? 0, order[k] ?? 0];
  }
  return order;
}

/** Microseconds a title: median / 99 % quantile over titles, if there are any. */
export function showPerTitle(microseconds: readonly number[]): string {
  if (microseconds.length === 0) return "";
  return `${median(microseconds).toFixed(1)} / ${quantile(microseconds, 0.99).toFixed(1)}`;
}
