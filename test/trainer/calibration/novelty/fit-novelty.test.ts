import { expect, test } from "vitest";
import { indexTree, sumLeavesIntoNodes } from "../../../../shared/tree/taxonomy.ts";
import { fitDecisionRule } from "../../../../trainer/calibration/calibrate.ts";
import {
  calibratePredictions,
  decidePrediction,
} from "../../../../trainer/predictions/calibrated-predictions.ts";
import type { LeaveClassOutPrediction } from "../../../../trainer/predictions/predict-titles.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

const tree = indexTree({
  labels: ["", "toys", "food", "dolls", "games", "jam", "tea"],
  parents: [-1, 0, 0, 1, 1, 2, 2],
  levels: ["parent", "child"],
});

/**
 * Titles of a classifier that knows its classes well. Left out, a leaf's titles go to its sibling,
 * less surely, and a top class's anywhere.
 *
 * @param errors share of the titles whose class is another leaf than predicted
 */
function titles(count: number, seed: number, errors = 0): LeaveClassOutPrediction[] {
  const draw = uniforms(seed);
  const predict = (leaf: number, sure: number, top: number, newShare: number) => {
    const leaves = Float64Array.from({ length: 4 }, (_, c) =>
      c === leaf ? sure * top : (c ^ 1) === leaf ? (1 - sure) * top : (1 - top) / 2,
    );
    const nodes = new Float64Array(tree.nodeCount);
    sumLeavesIntoNodes(tree, leaves, nodes);
    const newChildren = Float64Array.of(newShare / 4, newShare / 2, newShare / 4);
    return { nodes, newChildren, known: 1, knownWords: 1 + Math.floor(draw() * 5) };
  };
  return Array.from({ length: count }, () => {
    const leaf = Math.floor(draw() * 4);
    const right = { sure: 0.7 + 0.3 * draw(), top: 0.8 + 0.2 * draw(), newShare: 0.4 * draw() ** 2 };
    const isWrong = errors > 0 && draw() < errors * 2 * (2 - right.sure - right.top) * 2;
    return {
      ...predict(leaf, right.sure, right.top, right.newShare),
      truth: tree.leaves[isWrong ? Math.floor(draw() * 4) : leaf] ?? 0,
      withoutLeaf: predict(leaf ^ 1, 0.5 + 0.4 * draw(), 0.7 + 0.3 * draw(), 0.2 + 0.7 * draw()),
      withoutTop: predict((leaf + 2) % 4, 0.5 + 0.4 * draw(), 0.4 + 0.4 * draw(), 0.4 + 0.5 * draw()),
    };
  });
}

/** Titles with their leaf left out of the model, then with their top class left out. */
function novelTitles(some: readonly LeaveClassOutPrediction[]): LeaveClassOutPrediction[][] {
  return [
    some.flatMap((title) => (title.withoutLeaf ? [{ ...title, ...title.withoutLeaf }] : [])),
    some.map((title) => ({ ...title, ...title.withoutTop })),
  ];
}

function fitModel(calibrating: readonly LeaveClassOutPrediction[], alpha?: number) {
  return { tree, decision: fitDecisionRule(tree, calibrating, { alpha }) };
}

test("novelty tests refuse few titles of known classes, and many of new ones", () => {
  const alpha = 0.05;
  const [model, plain] = [fitModel(titles(1500, 1), alpha), fitModel(titles(1500, 1), 0)];
  const fresh = titles(4000, 2);
  const [newChildren = []] = novelTitles(fresh);
  expect(model.decision.calibration?.novelty?.alpha).toBe(alpha);
  expect(plain.decision.calibration?.novelty).toBe(null);
  for (const target of [undefined, 0.8, 0.9, 0.95, 0.99]) {
    const changed = (some: readonly LeaveClassOutPrediction[]) =>
      calibratePredictions(model, some).filter((title) => {
        const before = decidePrediction(plain, title, { target });
        return decidePrediction(model, title, { target }).node !== before.node;
      }).length / some.length;
    // Two standard deviations of the cutoffs' share, sqrt(0.05 * 0.95 / 1500), and three of 4,000
    // titles.
    expect(changed(fresh)).toBeLessThan(alpha + 2 * 0.0057 + 3 * 0.0035);
    // Stricter targets answer little of what there is to refuse.
    if (target !== undefined && target > 0.9) continue;
    expect(changed(newChildren)).toBeGreaterThan(2 * alpha);
  }
});

test("titles of new children stop at the parent, titles from outside get nothing", () => {
  const model = fitModel(titles(1500, 1), 0.05);
  const count = (some: readonly LeaveClassOutPrediction[], isSo: (node: number, truth: number) => boolean) =>
    calibratePredictions(model, some).filter((title) =>
      isSo(decidePrediction(model, title, { min: 0.5 }).node, title.raw.truth),
    ).length / some.length;
  const [newChildren = [], outside = []] = novelTitles(titles(2000, 3));
  const isParent = (node: number, truth: number) => node === tree.taxonomy.parents[truth];
  expect(count(newChildren, isParent)).toBeGreaterThan(0.35);
  expect(count(outside, (node) => node === 0)).toBeGreaterThan(0.5);
});

test.each([1, 2, 3, 4])("a lower demand never answers less, titles %i", (seed) => {
  const model = fitModel(titles(100 + 300 * seed, seed, 0.1 * seed), 0.02 * seed);
  expect(model.decision.calibration?.novelty).not.toBe(null);
  const fresh = titles(500, 10 * seed);
  const depths = [0.99, 0.95, 0.9, undefined, 0.8].map((target) =>
    calibratePredictions(model, [fresh, ...novelTitles(fresh)].flat()).map(
      (title) => tree.depths[decidePrediction(model, title, { target }).node] ?? 0,
    ),
  );
  const [strictest = []] = depths;
  expect(strictest.length).toBe(1500);
  strictest.forEach((_, i) => {
    const own = depths.map((some) => some[i]);
    expect(own).toEqual(own.toSorted());
  });
  expect(depths[0]).not.toEqual(depths[4]);
});

test("too few titles make no tests", () => {
  expect(fitDecisionRule(tree, titles(20, 1)).calibration?.novelty).toBe(null);
});
