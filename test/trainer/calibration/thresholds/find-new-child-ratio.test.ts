import { expect, test } from "vitest";
import { indexTree } from "../../../../shared/tree/taxonomy.ts";
import { findNewChildRatio } from "../../../../trainer/calibration/thresholds/find-new-child-ratio.ts";

const tree = indexTree({
  labels: ["", "toys", "food", "dolls", "games", "jam", "tea"],
  parents: [-1, 0, 0, 1, 1, 2, 2],
  levels: ["parent", "child"],
});

/** Probability `toys` for toys, half of it for dolls, and `share` of that half for a new toy. */
function prediction(toys: number, share: number) {
  const nodes = Float64Array.of(1, toys, 1 - toys, toys / 2, 0, 1 - toys, 0);
  const raw = { nodes, newChildren: new Float64Array(3), known: 1, truth: 3, knownWords: 1 };
  return { raw, probabilities: { nodes, unseen: Float64Array.of(0, (share * toys) / 2, 0) } };
}

const stopping = (count: number, most: number) =>
  Array.from({ length: count }, (_, i) => prediction(0.8, (most * (i + 1)) / count));
const thresholds = [0.7, 0.9];

test("is above the ratios of nine in ten titles that stop above the leaves", () => {
  // The 90th of 99, with the finite-sample correction.
  expect(findNewChildRatio(tree, stopping(99, 0.99), thresholds)).toBeCloseTo(0.9, 12);
});

test("ignores titles that are answered with a leaf or not at all", () => {
  const others = [...Array(50)].flatMap(() => [prediction(0.6, 1), prediction(0.05, 1)]);
  expect(findNewChildRatio(tree, [...others, ...stopping(99, 0.99)], thresholds)).toBeCloseTo(0.9, 12);
});

test("is 1 at most, and with too few titles", () => {
  expect(findNewChildRatio(tree, stopping(99, 20), thresholds)).toBe(1);
  expect(findNewChildRatio(tree, stopping(8, 0.1), thresholds)).toBe(1);
  expect(findNewChildRatio(tree, [], thresholds)).toBe(1);
});
