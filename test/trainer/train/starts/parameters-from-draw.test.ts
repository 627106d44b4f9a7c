import { expect, test } from "vitest";
import { coefficientReader } from "../../../../trainer/model/coefficients.ts";
import { mapFeatures, parametersFromDraw } from "../../../../trainer/train/starts/parameters-from-draw.ts";
import { randomProblem, trees } from "../../model/problems.ts";

test("features are found by word, and word vectors where there are as many dimensions", () => {
  const draw = {
    terms: new Map([
      ["jam", 0],
      ["tea", 1],
    ]),
    dimensions: 2,
  };
  expect([...mapFeatures(["kite", "tea"], 2, draw)]).toEqual([0, -1, 2, 3, 4]);
  expect([...mapFeatures(["jam"], 1, draw)]).toEqual([0, 1, -1]);
});

test("a class of the draw has its coefficients, a new one starts near its parent", () => {
  const tree = trees["depth 2, 2 + 3 leaves"];
  const problem = randomProblem({ tree });
  const { layout, read } = coefficientReader(problem);
  const { features, columns } = layout;
  const draw = {
    coefficients: Float32Array.from({ length: features * columns }, (_, k) => Math.sin(k)),
    scales: Float32Array.from(tree.groups, () => 0.7),
  };
  const every = (length: number) => Array.from({ length }, (_, k) => k);
  const isNew = 1;
  const map = {
    featureOf: every(features),
    columnOf: every(columns).map((column) => (column === isNew ? -1 : column)),
    groupOf: every(tree.groups.length),
    columns,
  };
  const found = new Float32Array(features * columns);
  read(parametersFromDraw(problem, draw, map, 1), found, new Float64Array(tree.groups.length));
  const parent = tree.columns[tree.taxonomy.parents[tree.leaves[isNew] ?? 0] ?? 0] ?? 0;
  for (let feature = 0; feature < features; feature++) {
    const row = feature * columns;
    for (let v = 0; v < columns; v++) {
      if (v === isNew) expect(Math.abs((found[row + v] ?? 0) - (found[row + parent] ?? 0))).toBeLessThan(0.1);
      else expect(found[row + v]).toBeCloseTo(draw.coefficients[row + v] ?? 0, 4);
    }
  }
});
