import { beforeAll, describe, expect, test } from "vitest";
import type { DecisionRule } from "../../../shared/artifact/model.ts";
import { nodeCalibrator } from "../../../shared/decision/node-probabilities.ts";
import { indexTree, sumLeavesIntoNodes } from "../../../shared/tree/taxonomy.ts";
import { fitDecisionRule } from "../../../trainer/calibration/calibrate.ts";
import { answersMetrics } from "../../../trainer/evaluation/answers.ts";
import { predictionMetrics } from "../../../trainer/evaluation/evaluate-model.ts";
import {
  answerPredictions,
  calibratePredictions,
} from "../../../trainer/predictions/calibrated-predictions.ts";
import type { LeaveClassOutPrediction } from "../../../trainer/predictions/predict-titles.ts";
import { uniforms } from "../../fixtures/uniforms.ts";

const tree = indexTree({
  labels: ["", "toys", "food", "dolls", "games", "jam", "tea"],
  parents: [-1, 0, 0, 1, 1, 2, 2],
  levels: ["parent", "child"],
});

/** Predictions of an underconfident classifier: p^(1/2), scaled to sum 1. */
function flatPredictions(count: number, seed: number): LeaveClassOutPrediction[] {
  const draw = uniforms(seed);
  return Array.from({ length: count }, () => {
    const leaves = Float64Array.from({ length: 4 }, () => draw() ** 6 + 1e-3);
    const total = leaves.reduce((sum, p) => sum + p, 0);
    let [at, rest] = [0, draw() * total];
    while (at < 3 && rest > (leaves[at] ?? 0)) rest -= leaves[at++] ?? 0;
    const flat = leaves.map((p) => Math.sqrt(p));
    const sum = flat.reduce((all, p) => all + p, 0);
    const nodes = new Float64Array(tree.nodeCount);
    sumLeavesIntoNodes(
      tree,
      flat.map((p) => p / sum),
      nodes,
    );
    const newChildren = Float64Array.of(0.01, 0.02 * draw(), 0.02 * draw());
    const leftOut = {
      ...{ nodes, known: 0.8, knownWords: 2 },
      newChildren: newChildren.map((share) => Math.min(0.3, share * 10)),
    };
    return {
      nodes,
      newChildren,
      known: 1,
      knownWords: 3,
      truth: tree.leaves[at] ?? 0,
      withoutLeaf: leftOut,
      withoutTop: leftOut,
    };
  });
}

let rule: DecisionRule;
beforeAll(() => {
  rule = fitDecisionRule(tree, flatPredictions(1500, 1));
});

describe("a fitted decision rule", () => {
  test("gives calibrated probabilities to titles that it has not seen", () => {
    const fresh = flatPredictions(4000, 2);
    const measure = (decision: DecisionRule) =>
      predictionMetrics({ tree, decision }, calibratePredictions({ tree, decision }, fresh));
    const before = measure({ thresholds: [0, 0], calibration: null });
    const after = measure(rule);
    expect(before.levels[1]?.ece).toBeGreaterThan(0.1);
    for (const level of after.levels) expect(level.ece).toBeLessThan(0.03);
  });

  test("keeps its targets", () => {
    const model = { tree, decision: rule };
    const predictions = calibratePredictions(model, flatPredictions(4000, 3));
    for (const { target } of rule.calibration?.targets ?? []) {
      const { answeredAt } = answersMetrics(tree, answerPredictions(model, predictions, { target }));
      for (const { accuracy, titles } of answeredAt) {
        if (accuracy === null) continue;
        // Three standard errors of a right share: a false alarm once in 700 for each.
        expect(accuracy).toBeGreaterThan(target - 3 * Math.sqrt((target * (1 - target)) / titles));
      }
    }
    const lenient = answerPredictions(model, predictions, { target: 0.8 });
    expect(answersMetrics(tree, lenient).coverage).toBeGreaterThan(0.5);
  });

  test("finds wrong labels, and answers for the others", () => {
    const draw = uniforms(6);
    const wrongly = (title: LeaveClassOutPrediction) =>
      draw() < 0.12 ? { ...title, truth: tree.leaves[Math.floor(4 * draw())] ?? 0 } : title;
    const { calibration, thresholds } = fitDecisionRule(tree, flatPredictions(4000, 1).map(wrongly));
    const labelNoise = calibration?.sharpening.labelNoise ?? 0;
    // A standard error is about 0.01. A quarter of the noise has the right class.
    expect(Math.abs(labelNoise - 0.12)).toBeLessThan(0.04);
    expect(calibration?.target).toBe(Math.max(0.8, 0.9 * (1 - 0.75 * labelNoise)));
    const decision = { calibration, thresholds };
    const fresh = calibratePredictions({ tree, decision }, flatPredictions(4000, 2).map(wrongly));
    for (const level of predictionMetrics({ tree, decision }, fresh).levels)
      expect(level.ece).toBeLessThan(0.03);
    expect(answersMetrics(tree, answerPredictions({ tree, decision }, fresh, {})).coverage).toBeGreaterThan(
      0.3,
    );
  });

  test("ignores titles of weight 0 in the balance asked for", () => {
    const right = flatPredictions(1500, 1).map((title) => ({
      ...title,
      balance: { weight: 1, isDrawn: true },
    }));
    const wrong = flatPredictions(500, 5).map((title) => ({ ...title, truth: 3 }));
    const mixed = (weight: number, isDrawn: boolean) =>
      fitDecisionRule(tree, [
        ...right,
        ...wrong.map((title) => ({ ...title, balance: { weight, isDrawn } })),
      ]);
    expect(mixed(0, false)).toEqual(rule);
    expect(mixed(0, true).calibration?.levels).toEqual(rule.calibration?.levels);
    expect(mixed(0, true).thresholds).not.toEqual(rule.thresholds);
    expect(mixed(1, false).calibration?.levels).not.toEqual(rule.calibration?.levels);
    expect(mixed(1, false).calibration?.subcategory).not.toEqual(rule.calibration?.subcategory);
    expect(mixed(1, false).calibration?.titles).toBe(1500);
  });

  test("gives unseen classes more probability where their raw share is larger", () => {
    const calibrate = nodeCalibrator(tree, rule.calibration);
    const [one] = flatPredictions(1, 4);
    const unseen = (scale: number) => {
      const newChildren = one?.newChildren.map((share) => scale * share) ?? new Float64Array(3);
      const probabilities = calibrate({ nodes: one?.nodes ?? new Float64Array(7), newChildren, known: 1 });
      return probabilities.unseen.reduce((sum, p) => sum + p, 0);
    };
    expect(unseen(10)).toBeGreaterThan(2 * unseen(1));
  });
});
