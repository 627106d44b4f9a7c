import { expect, test } from "vitest";
import { buildDataSet } from "../../../../trainer/data/build-data-set.ts";
import { mostExact } from "../../../../trainer/model/nuts-options.ts";
import { presets } from "../../../../trainer/model/preset.ts";
import { presetRegression, type Regression } from "../../../../trainer/model/regression.ts";
import { nodeSet } from "../../../../trainer/train/nodes/node-problems.ts";
import { findApproximate, nodeSizes } from "../../../../trainer/train/nodes/node-size.ts";

const rows = ["green tea,drinks,tea", "black coffee,drinks,coffee", "wooden robot,toys,robots"];
const labelled = rows.map((line, row) => {
  const [title = "", ...path] = line.split(",");
  return { title, path, file: "a.csv", row: row + 2 };
});
const data = buildDataSet(
  { rows: labelled, skipped: [] },
  { levels: ["parent", "child"], keepDuplicates: false },
);
const regression = presetRegression(presets.default, data, []);

/** The regression as it would be with so many features. */
function withFeatures(features: number): Regression {
  const { problem } = regression;
  return { ...regression, problem: { ...problem, design: { ...problem.design, features } } };
}

test("a flat model of very many coefficients has approximate draws, unless they are to be exact", () => {
  const columns = data.tree.nodeCount - 1;
  const flat = (features: number) => ({ regression: withFeatures(features), nodes: null, nodeSizes: [] });
  const request = { backend: "kernel" } as const;
  expect(findApproximate(flat(Math.floor(mostExact.flat / columns)), request)).toBeNull();
  const large = flat(Math.floor(mostExact.flat / columns) + 1);
  expect(findApproximate(large, request)).toBe("model");
  expect(findApproximate(large, { ...request, exact: true })).toBeNull();
  expect(findApproximate(large, { backend: "double" })).toBeNull();
});

test("nodes of very many coefficients are counted, and no others", () => {
  const nodes = nodeSet(regression);
  const sizes = nodeSizes(nodes);
  const request = { backend: "kernel" } as const;
  expect(findApproximate({ regression, nodes, nodeSizes: sizes }, request)).toBeNull();
  const enlarged = sizes.map((size, k) => (k === 0 ? { ...size, features: mostExact.node } : size));
  expect(findApproximate({ regression, nodes, nodeSizes: enlarged }, request)).toEqual({ nodes: 1 });
});
