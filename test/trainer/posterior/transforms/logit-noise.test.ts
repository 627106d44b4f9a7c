import { expect, test } from "vitest";
import type { PosteriorDraws } from "../../../../trainer/chains/posterior-draws.ts";
import { buildTaxonomy } from "../../../../trainer/data/build-taxonomy.ts";
import { withLogitNoise } from "../../../../trainer/posterior/transforms/logit-noise.ts";

const paths = [["a", "x"], ["a", "y"], ["b"]];
const { tree } = buildTaxonomy(
  paths.map((path, row) => ({ file: "rows.csv", row, path })),
  ["parent", "child"],
);
const columns = tree.nodeCount - 1;
const leaves = tree.leaves.length;
const exact: PosteriorDraws = {
  ...{ count: 2000, features: 2, columns, groups: tree.groups.length },
  read: (_, coefficients, scales) => {
    coefficients.fill(5);
    scales.fill(1);
  },
};

test("noise is standard normal, on the leaves' intercepts alone, each draw's own", () => {
  const draws = withLogitNoise(exact, tree, 7);
  const [sums, squares] = [new Float64Array(2 * columns), new Float64Array(2 * columns)];
  const coefficients = new Float32Array(2 * columns);
  for (let draw = 0; draw < draws.count; draw++) {
    draws.read(draw, coefficients, new Float32Array(tree.groups.length));
    coefficients.forEach((value, k) => {
      sums[k] = (sums[k] ?? 0) + (value - 5) / draws.count;
      squares[k] = (squares[k] ?? 0) + (value - 5) ** 2 / draws.count;
    });
  }
  // Means and variances within 4.5 standard errors: one false alarm in some 25,000 seeds, and the
  // seed is fixed.
  for (let c = 0; c < leaves; c++) {
    expect(Math.abs(sums[c] ?? Number.NaN)).toBeLessThan(4.5 / Math.sqrt(draws.count));
    expect(Math.abs((squares[c] ?? Number.NaN) - 1)).toBeLessThan(4.5 * Math.sqrt(2 / draws.count));
  }
  expect([...squares.subarray(leaves)]).toEqual(new Array(2 * columns - leaves).fill(0));
});

test("a draw read again is the same", () => {
  const draws = withLogitNoise(exact, tree, 7);
  const read = (draw: number) => {
    const coefficients = new Float32Array(2 * columns);
    draws.read(draw, coefficients, new Float32Array(tree.groups.length));
    return coefficients;
  };
  const third = read(3);
  read(4);
  expect(read(3)).toEqual(third);
  expect(read(4)).not.toEqual(third);
});
