import { expect, test } from "vitest";
import { indexTree } from "../../../../shared/tree/taxonomy.ts";
import { buildDesignMatrix } from "../../../../trainer/features/design-matrix.ts";
import { nodePreset, presets } from "../../../../trainer/model/preset.ts";
import { presetRegression } from "../../../../trainer/model/regression.ts";
import { nodeSet } from "../../../../trainer/train/nodes/node-problems.ts";
import { nodeSizes } from "../../../../trainer/train/nodes/node-size.ts";
import { checkKernelMemory } from "../../../../trainer/train/terms/check-memory.ts";

const tree = indexTree({
  labels: ["", "drinks", "toys", "coffee", "tea"],
  parents: [-1, 0, 0, 1, 1],
  levels: ["parent", "child"],
});
const training = { tree, titles: ["green tea", "black tea", "black coffee"], labels: [2, 2, 1] };
const built = presetRegression(nodePreset(presets.quick), training, []);
const set = nodeSet(built);
const sizes = nodeSizes(set);

/** A node of so many features. */
function withNode(features: number, node = 0) {
  const nodeSizesOf = sizes.map((size) => (size.rows.node === node ? { ...size, features } : size));
  return { regression: built, nodes: set, nodeSizes: nodeSizesOf, rare: null };
}

const kernel = { backend: "kernel" } as const;

test("a node that is too large for the memory of a thread is refused, saying what helps", () => {
  expect(() => checkKernelMemory(kernel, withNode(11_000_000))).not.toThrow();
  expect(() => checkKernelMemory(kernel, withNode(12_000_000))).toThrow(
    /^The root has 48,000,000 coefficients, whose chain takes \d.* GB where a thread can have 4.3 GB; take a smaller --max-bytes, for which rare words are left out, or take fewer titles\.$/,
  );
  expect(() => checkKernelMemory(kernel, withNode(80_000_000, 1))).toThrow(/^The node "drinks" has/);
  // Other backends have no such limit.
  expect(() => checkKernelMemory({ backend: "double" }, withNode(12_000_000))).not.toThrow();
});

test("exact draws take more, so that they may have to be left out", () => {
  const exact = { ...kernel, exact: true };
  expect(() => checkKernelMemory(exact, withNode(3_500_000))).toThrow(/; leave out --exact, or take/);
  // Shallow trees have fewer vectors.
  expect(() => checkKernelMemory({ ...exact, maxDepth: 3 }, withNode(3_500_000))).not.toThrow();
});

test("a flat model can be too large, too", () => {
  const design = { ...buildDesignMatrix([], 0), rows: 1, features: 40_000_000 };
  const regression = { ...built, problem: { ...built.problem, design } };
  const flat = { regression, nodes: null, nodeSizes: [], rare: null };
  expect(() => checkKernelMemory(kernel, flat)).toThrow(
    /^The model has 160,000,000 coefficients, .*; take --form factorised, or take a smaller --max-bytes/,
  );
  // The chains of the factorised form cannot start from a model.
  expect(() => checkKernelMemory({ ...kernel, from: "model.msgpack" }, flat)).not.toThrow(/factorised/);
});
