import { describe, expect, test } from "vitest";
import { nextBits, nextNormal, nextUniform, seedStream } from "../../../trainer/nuts/random.ts";

const count = 200_000;
const draws = (next: (state: Uint32Array) => number, seed: number, stream = 0) => {
  const state = seedStream(seed, stream);
  return Float64Array.from({ length: count }, () => next(state));
};
const mean = (values: Float64Array, of = (value: number) => value) =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;
/** A mean as a number of its standard errors. */
const deviation = (found: number, expected: number, variance: number) =>
  (found - expected) / Math.sqrt(variance / count);

describe("the generator", () => {
  test("is xoshiro128**: the first words of state 1, 2, 3, 4 as its authors' program gives them", () => {
    const state = Uint32Array.of(1, 2, 3, 4);
    expect(Array.from({ length: 5 }, () => nextBits(state))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883,
    ]);
  });

  test("changes its state in place, so that a copy goes on alike", () => {
    const state = seedStream(5, 0);
    nextBits(state);
    const copy = state.slice();
    expect(nextUniform(copy)).toBe(nextUniform(state));
    expect(copy).toEqual(state);
  });

  // Each line below is beyond 4.5 standard errors for 1 seed in 150,000; 12 lines: 1 in 12,000.
  test("uniform numbers: range, moments, ten equal bins", () => {
    const values = draws(nextUniform, 11);
    expect(Math.min(...values.subarray(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(deviation(mean(values), 1 / 2, 1 / 12))).toBeLessThan(4.5);
    expect(
      Math.abs(
        deviation(
          mean(values, (u) => u * u),
          1 / 3,
          4 / 45,
        ),
      ),
    ).toBeLessThan(4.5);
    const bins = new Float64Array(10);
    for (const value of values) bins[Math.floor(10 * value)] = (bins[Math.floor(10 * value)] ?? 0) + 1;
    const chiSquared = bins.reduce((sum, bin) => sum + (bin - count / 10) ** 2 / (count / 10), 0);
    // Chi-squared with 9 degrees of freedom: above 40 once in 130,000 seeds.
    expect(chiSquared).toBeLessThan(40);
  });

  test("normal numbers: four moments and the tails", () => {
    const values = draws(nextNormal, 12);
    expect(Math.abs(deviation(mean(values), 0, 1))).toBeLessThan(4.5);
    expect(
      Math.abs(
        deviation(
          mean(values, (x) => x ** 2),
          1,
          2,
        ),
      ),
    ).toBeLessThan(4.5);
    expect(
      Math.abs(
        deviation(
          mean(values, (x) => x ** 3),
          0,
          15,
        ),
      ),
    ).toBeLessThan(4.5);
    expect(
      Math.abs(
        deviation(
          mean(values, (x) => x ** 4),
          3,
          96,
        ),
      ),
    ).toBeLessThan(4.5);
    const beyond = (limit: number) => mean(values, (x) => (Math.abs(x) > limit ? 1 : 0));
    expect(Math.abs(deviation(beyond(1), 0.3173105, 0.3173105 * 0.6826895))).toBeLessThan(4.5);
    expect(Math.abs(deviation(beyond(3), 0.0026998, 0.0026998))).toBeLessThan(4.5);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

describe("streams of one seed", () => {
  test("are the same every time", () => {
    expect(seedStream(7, 3)).toEqual(seedStream(7, 3));
    expect(seedStream(7, 3)).toHaveLength(4);
    expect(seedStream(7, 3, 16)).toHaveLength(16);
  });

  test("differ by seed, high bits included, and by stream", () => {
    const made = new Set<string>();
    const seeds = [0, 1, 2, 255, 65536, 4294967295, 4294967296, 4294967297, Number.MAX_SAFE_INTEGER];
    for (const seed of seeds)
      for (let stream = 0; stream < 100; stream++) made.add(seedStream(seed, stream).join());
    expect(made.size).toBe(seeds.length * 100);
    for (const state of made) expect(state).not.toBe("0,0,0,0");
  });

  test("neighbouring streams and seeds are not correlated", () => {
    // 6 correlations of 200,000 pairs; each beyond 4.5 standard errors for 1 choice in 150,000.
    const base = draws(nextNormal, 1, 0);
    for (const [seed, stream] of [
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
      [0, 0],
      [4294967297, 0],
    ] as const) {
      const other = draws(nextNormal, seed, stream);
      const product = base.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0) / count;
      expect(Math.abs(deviation(product, 0, 1))).toBeLessThan(4.5);
    }
  });
});
