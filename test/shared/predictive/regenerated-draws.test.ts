import { describe, expect, test } from "vitest";
import { normalQuantile } from "../../../shared/numerics/normal-quantile.ts";
import { allLeaves } from "../../../shared/predictive/likely-leaves.ts";
import { standardNormalDeviates } from "../../../shared/predictive/normal-deviates.ts";
import { regeneratedDraws } from "../../../shared/predictive/regenerated-draws.ts";
import { indexTree } from "../../../shared/tree/taxonomy.ts";

describe("standard normal deviates", () => {
  const [count, draws] = [5, 64];
  const deviates = standardNormalDeviates(count, draws);
  const of = (k: number) => Array.from({ length: draws }, (_, s) => deviates[s * count + k] ?? 0);

  test("have mean 0 and variance 1, each quantile once, and an opposite draw for each draw", () => {
    for (let k = 0; k < count; k++) {
      const values = of(k);
      expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
      expect(values.reduce((a, b) => a + b * b, 0) / draws).toBeCloseTo(1, 12);
      for (let s = 0; s < draws; s++) expect(values[s]).toBe(-(values[draws - 1 - s] ?? 0));
      const ratio = (values.toSorted((a, b) => a - b)[0] ?? 0) / normalQuantile(0.5 / draws);
      values
        .toSorted((a, b) => a - b)
        .forEach((value, i) => {
          expect(value / ratio).toBeCloseTo(normalQuantile((i + 0.5) / draws), 12);
        });
    }
    expect(of(0)).not.toEqual(of(1));
  });

  test("are these numbers on every machine", () => {
    expect(of(0).slice(0, 4)).toMatchInlineSnapshot(`
      [
        1.285415357509796,
        -1.4881903635209535,
        2.4417150978095874,
        0.3010810315104344,
      ]
    `);
  });

  test("of one draw are 0, of three are 0 in the middle", () => {
    expect([...standardNormalDeviates(2, 1)]).toEqual([0, 0]);
    expect([...standardNormalDeviates(1, 3)][1]).toBe(0);
  });
});

test("regenerated draws have the means, variances and covariances of their moments", () => {
  // Departments 1 and 2; leaves 3 and 4 below 1, 5 below 2. Columns: 3, 4, 5, 1, 2.
  const tree = indexTree({
    labels: ["", "a", "b", "c", "d", "e"],
    parents: [-1, 0, 0, 1, 1, 2],
    levels: ["x", "y"],
  });
  const draws = 2_000;
  const means = Float64Array.of(1, 2, 3, 4, 5);
  const deviations = Float64Array.of(1, 2, 0, 3, 0.5, 2, 1);
  const logits = new Float64Array(draws * 5);
  regeneratedDraws(tree, draws).regenerate(means, deviations, logits, allLeaves(tree));
  const column = (v: number) =>
    Array.from({ length: draws }, (_, s) => (logits[s * 5 + v] ?? 0) - (means[v] ?? 0));
  const product = (a: number, b: number) => {
    const others = column(b);
    return column(a).reduce((sum, value, s) => sum + (value * (others[s] ?? 0)) / draws, 0);
  };
  for (let v = 0; v < 5; v++) expect(column(v).reduce((a, b) => a + b, 0) / draws).toBeCloseTo(0, 9);
  const expected = [
    [10, 9, 0, 9, 0],
    [9, 13, 0, 9, 0],
    [0, 0, 0.25, 0, 0.25],
    [9, 9, 0, 13, 0],
    [0, 0, 0.25, 0, 1.25],
  ];
  expected.forEach((row, a) => {
    row.forEach((value, b) => {
      // In 2,000 draws, correlations of different deviates are within 3 / sqrt(2,000).
      expect(Math.abs(product(a, b) - value)).toBeLessThan(0.8);
    });
  });
});
