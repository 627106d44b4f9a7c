import { describe, expect, test } from "vitest";
import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import { chiSquaredTest, countRanks, ecdfTest, testUniformity } from "./uniformity.ts";

function ranksOf(count: number, most: number, place: (u: number) => number, seed = 1): number[] {
  const random = seedStream(seed, 0);
  return Array.from({ length: count }, () => Math.floor((most + 1) * place(nextUniform(random))));
}

function test500(place: (u: number) => number) {
  return testUniformity(countRanks(ranksOf(500, 99, place), 99));
}

describe("tests of uniform ranks", () => {
  test("uniform ranks pass", () => {
    const { chiSquared, ecdf } = test500((u) => u);
    expect(chiSquared).toBeGreaterThan(0.01);
    expect(ecdf).toBeGreaterThan(0.01);
  });

  test.each([
    ["shifted down", (u: number) => u ** 1.4],
    [
      "too narrow a posterior: ranks at both ends",
      (u: number) => 0.5 + 0.5 * Math.sign(u - 0.5) * Math.abs(2 * u - 1) ** 0.6,
    ],
    [
      "too wide a posterior: ranks in the middle",
      (u: number) => 0.5 + 0.5 * Math.sign(u - 0.5) * Math.abs(2 * u - 1) ** 1.6,
    ],
  ])("ranks fail that are %s", (_, place) => {
    const { chiSquared, ecdf } = test500(place);
    expect(Math.min(chiSquared, ecdf)).toBeLessThan(1e-5);
    expect(Math.max(chiSquared, ecdf)).toBeLessThan(0.01);
  });

  // 1,000 sets: the share is within 0.05 +- 4 standard errors (0.028) but for a chance of 6e-5 per
  // test; the seed is fixed.
  test.each([
    { test: "chi-squared", pValue: chiSquaredTest, count: 250, most: 99 },
    { test: "envelope", pValue: ecdfTest, count: 50, most: 19 },
  ])("$test rejects 5 % of uniform ranks at the level 0.05", ({ pValue, count, most }) => {
    const rejected = Array.from({ length: 1000 }, (_, set) =>
      pValue(
        countRanks(
          ranksOf(count, most, (u) => u, 100 + set),
          most,
        ),
      ),
    ).filter((p) => p < 0.05);
    expect(Math.abs(rejected.length / 1000 - 0.05)).toBeLessThan(0.028);
  });

  test("the envelope's p-value is exact: two ranks in {0, 1}, counted by hand", () => {
    // N = 2 and one inner point: counts below it are Binomial(2, 1/2), two-sided tails 1/2, 3/2,
    // 1/2.
    expect(ecdfTest(Int32Array.of(2, 0))).toBeCloseTo(0.5, 12);
    expect(ecdfTest(Int32Array.of(1, 1))).toBeCloseTo(1, 12);
  });

  test("chi-squared's tail with 24 degrees of freedom is the tables': P(X > 36.415) = 0.05, P(X > 42.980) = 0.01", () => {
    // Counts of 10,000 in 25 bins, 12 of them up by d and 12 down: the statistic is 24 d^2 /
    // 10,000.
    const tail = (d: number) =>
      chiSquaredTest(
        Int32Array.from({ length: 25 }, (_, bin) => 10_000 + (bin === 24 ? 0 : bin % 2 === 0 ? d : -d)),
      );
    expect((24 * 123 ** 2) / 10_000).toBeCloseTo(36.31, 2);
    expect(tail(123)).toBeCloseTo(0.0512, 3);
    expect((24 * 134 ** 2) / 10_000).toBeCloseTo(43.09, 2);
    expect(tail(134)).toBeCloseTo(0.0097, 3);
  });
});
