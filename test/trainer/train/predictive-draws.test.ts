import { describe, expect, test } from "vitest";
import type { PosteriorDraws } from "../../../trainer/chains/posterior-draws.ts";
import { type DrawChanges, predictiveDraws } from "../../../trainer/train/predictive-draws.ts";
import { exampleTree, syntheticDraws } from "../../fixtures/example-model.ts";

const draws = syntheticDraws(
  { count: 3, features: 4, columns: 4, groups: 2 },
  (j, v) => Math.sin(3 * j + 5 * v),
  () => 0.5,
);
const unchanged: DrawChanges = { noise: false, seed: 1, shares: undefined, shareDiscount: 0 };
/** Leaves: toys, jam, tea, with 8, 2 and no titles, which counts as a half. */
const labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
const titles = [8, 2, 0.5];

/** Probabilities of the leaves of a title without words, by one draw. */
function shares(from: PosteriorDraws): number[] {
  const [coefficients, scales] = [new Float32Array(16), new Float32Array(2)];
  from.read(1, coefficients, scales);
  return normalised([...coefficients.subarray(0, 3)].map(Math.exp));
}

function normalised(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  for (const [k, value] of found.entries()) expect(value).toBeCloseTo(wanted[k] ?? Number.NaN, 5);
  expect(found).toHaveLength(wanted.length);
}

describe("predictive draws", () => {
  const before = shares(draws);

  test("are those of the chains if nothing is asked for", () => {
    expect(predictiveDraws(draws, exampleTree, labels, unchanged)).toBe(draws);
  });

  test("have probabilities divided by a power of the number of titles", () => {
    const after = shares(predictiveDraws(draws, exampleTree, labels, { ...unchanged, shareDiscount: 0.2 }));
    expectClose(after, normalised(before.map((p, leaf) => p / (titles[leaf] ?? 1) ** 0.2)));
  });

  test("have the discount for another class balance too", () => {
    const wanted = Float64Array.of(0.2, 0.3, 0.5);
    const changes = { ...unchanged, shares: wanted, shareDiscount: 0.2 };
    const after = shares(predictiveDraws(draws, exampleTree, labels, changes));
    const ratios = before.map((p, leaf) => (p * (wanted[leaf] ?? 0)) / (titles[leaf] ?? 1) ** 1.2);
    expectClose(after, normalised(ratios));
  });
});
