import { describe, expect, test } from "vitest";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../../trainer/chains/posterior-draws.ts";
import { buildDesignMatrix } from "../../../trainer/features/design-matrix.ts";
import { naiveBayesWeights } from "../../../trainer/posterior/transforms/naive-bayes.ts";
import { type DrawChanges, predictiveDraws } from "../../../trainer/train/predictive-draws.ts";
import { exampleTree, syntheticDraws } from "../../fixtures/example-model.ts";

const draws = syntheticDraws(
  { count: 3, features: 4, columns: 4, groups: 2 },
  (j, v) => Math.sin(3 * j + 5 * v),
  () => 0.5,
);
const unchanged: DrawChanges = { noise: false, seed: 1, shares: undefined, shareDiscount: 0, naiveBayes: 0 };
/** Leaves: toys, jam, tea, with 8, 2 and no titles, which counts as a half. */
const labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
/** Term 1 is in all titles of toys, term 2 in one of toys and one of jam; 3 is a vector's. */
const design = buildDesignMatrix(
  labels.map((_, row) => {
    const terms = [...(row < 8 ? [1] : []), ...(row === 0 || row === 9 ? [2] : [])];
    const features = Int32Array.from([0, ...terms, 3]);
    return { features, values: new Float32Array(features.length).fill(0.5) };
  }),
  4,
);
const rows = { design, labels, tree: exampleTree, terms: 2 };
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
    expect(predictiveDraws(draws, rows, unchanged)).toBe(draws);
  });

  test("have probabilities divided by a power of the number of titles", () => {
    const after = shares(predictiveDraws(draws, rows, { ...unchanged, shareDiscount: 0.2 }));
    expectClose(after, normalised(before.map((p, leaf) => p / (titles[leaf] ?? 1) ** 0.2)));
  });

  test("have a share of complement naive Bayes", () => {
    const [before, after] = [draws, predictiveDraws(draws, rows, { ...unchanged, naiveBayes: 0.1 })].map(
      (from) => {
        const coefficients = new Float32Array(16);
        from.read(1, coefficients, new Float32Array(2));
        return coefficients;
      },
    );
    const added = [...(after ?? [])].map((value, at) => value - (before?.[at] ?? 0));
    // Columns: toys, jam, tea, and food, which the last two are in. Toys have 8 of the 10 rows, and
    // all of term 1, whose 8 rows would have 1.6 outside of them if it said nothing.
    const ratio = (expected: number, found: number) => Math.log((expected + 0.03) / (found + 0.03));
    const weights = (n: number, toys: number, jam: number) => {
      const food = ratio(0.8 * n, n - jam);
      // A leaf below the root alone counts as much as two levels.
      return [2 * ratio(0.2 * n, n - toys), food + ratio(0.8 * n, n - jam), food + ratio(n, n), food];
    };
    const wanted = [...[0, 0, 0, 0], ...weights(8, 8, 0), ...weights(2, 1, 1), ...[0, 0, 0, 0]];
    expectClose(
      added,
      wanted.map((weight) => 0.1 * weight),
    );
  });

  test("have nothing of naive Bayes from a term that is in all titles", () => {
    const common = buildDesignMatrix(
      labels.map(() => ({ features: Int32Array.of(0, 1), values: Float32Array.of(1, 1) })),
      2,
    );
    const weights = naiveBayesWeights({ design: common, labels, tree: exampleTree, terms: 1 });
    expect(weights.every((weight) => Math.abs(weight) < 1e-6)).toBe(true);
  });

  test("have nothing of naive Bayes for classes without siblings", () => {
    // Food is the only department, so jam and tea alone tell rows apart.
    const tree = indexTree({
      labels: ["", "food", "jam", "tea"],
      parents: [-1, 0, 1, 1],
      levels: ["a", "b"],
    });
    const jams = buildDesignMatrix(
      [1, 1, 0, 0].map((jam) => ({
        features: Int32Array.from(jam ? [0, 1] : [0]),
        values: new Float32Array(1 + jam).fill(1),
      })),
      2,
    );
    const weights = naiveBayesWeights({ design: jams, labels: [0, 0, 1, 1], tree, terms: 1 });
    const [jam, tea] = [Math.log(1.03 / 0.03), Math.log(1.03 / 2.03)];
    expectClose([...weights], [0, 0, 0, jam, tea, 0]);
  });

  test("have the discount for another class balance too", () => {
    const wanted = Float64Array.of(0.2, 0.3, 0.5);
    const changes = { ...unchanged, shares: wanted, shareDiscount: 0.2 };
    const after = shares(predictiveDraws(draws, rows, changes));
    const ratios = before.map((p, leaf) => (p * (wanted[leaf] ?? 0)) / (titles[leaf] ?? 1) ** 1.2);
    expectClose(after, normalised(ratios));
  });
});
