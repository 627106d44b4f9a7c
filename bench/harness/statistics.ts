import { nextUniform } from "../../trainer/nuts/random.ts";

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value, or the mean of the two middle ones; NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The value that a share of the values do not exceed; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

/** Microseconds a title: median and 99 % quantile over titles. */
export type PerTitle = ReturnType<typeof perTitle>;

export function perTitle(microseconds: readonly number[]) {
  return { median: median(microseconds), p99: quantile(microseconds, 0.99) };
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
