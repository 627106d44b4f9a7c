/** exp(-i / steps). */
const steps = 16;
/** exp of less than this counts as 0. */
const smallest = -700;
const powers = Float64Array.from({ length: 1 - smallest * steps }, (_, i) => Math.exp(-i / steps));

/**
 * exp(x) for x <= 0, relative error below 2e-12: exp of the nearest multiple of 1/16 from a table, times a polynomial for the rest. Two to three
 * times as fast as `Math.exp` in V8. NaN for NaN.
 */
export function expOfNegative(x: number): number {
  if (!(x > smallest)) return x <= smallest ? 0 : Number.NaN;
  const n = (0.5 - x * steps) | 0;
  const r = x + n / steps;
  const series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))));
  return (powers[n] ?? 0) * series;
}

/** exp(x) for x <= 600 of either sign, relative error below 4e-12; more counts as 600. */
export function fastExp(x: number): number {
  return x <= 0 ? expOfNegative(x) : 1 / expOfNegative(x < 600 ? -x : -600);
}
