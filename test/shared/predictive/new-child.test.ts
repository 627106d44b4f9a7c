import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../../shared/numerics/normal-quantile.ts";
import { newChildShares } from "../../../shared/predictive/new-child.ts";
import { indexTree } from "../../../shared/tree/taxonomy.ts";

// Two departments with two leaves each: columns are the four leaves, then the departments.
const tree = indexTree({
  labels: ["", "toys", "food", "dolls", "games", "jam", "tea"],
  parents: [-1, 0, 0, 1, 1, 2, 2],
  levels: ["parent", "child"],
});
const draws = 200;

/** The same logits in every draw: `parents` of toys and food, leaves with `mass` in all. */
function shares(
  parents: readonly [number, number],
  mass: number,
  scale: readonly [number, number, number],
  absent?: ReadonlySet<number>,
  siblingSpread = 1,
): number[] {
  const scales = Float32Array.from({ length: draws * 3 }, (_, k) => scale[k % 3] ?? 0);
  const logits = Float64Array.from({ length: draws * 6 }, (_, k) => [0, 0, 0, 0, ...parents][k % 6] ?? 0);
  const found = new Float64Array(3);
  const logNormalisers = new Float64Array(draws).fill(Math.log(mass));
  newChildShares(tree, { draws, scales, siblingSpread })(
    { logits, logNormalisers, length: 1 },
    found,
    absent,
  );
  return [...found];
}

describe("the predictive of new children", () => {
  it("without deviations is a softmax with one more leaf below every node", () => {
    const [outside, toy, food] = shares([2, -1], 10, [0, 0, 0]);
    const total = 10 + 1 + Math.exp(2) + Math.exp(-1);
    expect(outside).toBeCloseTo(1 / total, 12);
    expect(toy).toBeCloseTo(Math.exp(2) / total, 12);
    expect(food).toBeCloseTo(Math.exp(-1) / total, 12);
  });

  it("integrates over the deviation: a fine quadrature says the same", () => {
    const only = new Set([0, 2]);
    const [outside, toy, food] = shares([-1, 0], 5, [0, 2, 0], only);
    expect([outside, food]).toEqual([0, 0]);
    let expected = 0;
    const nodes = 100_000;
    for (let k = 0; k < nodes; k++) {
      const weight = Math.exp(-1 + 2 * normalQuantile((k + 0.5) / nodes));
      expected += weight / (5 + weight) / nodes;
    }
    expect(Math.abs((toy ?? 0) - expected)).toBeLessThan(0.002);
  });

  it("is more probable below a probable parent, and where siblings differ more", () => {
    const [, toy = 0, food = 0] = shares([3, 0], 100, [1, 1, 1]);
    expect(toy).toBeGreaterThan(food);
    const [, wide = 0] = shares([0, 0], 100, [1, 3, 1]);
    const [, narrow = 0] = shares([0, 0], 100, [1, 0.5, 1]);
    expect(wide).toBeGreaterThan(narrow);
  });

  it("deviates as much as its siblings do", () => {
    expect(shares([1, 0], 5, [1, 0.5, 2], undefined, 3)).toEqual(shares([1, 0], 5, [3, 1.5, 6]));
  });

  it("stays finite for any logits", () => {
    const found = shares([1e4, -1e4], 1e-300, [1e3, 1e3, 1e3]);
    expect(found.every(Number.isFinite)).toBe(true);
    expect(found.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-12);
  });
});
