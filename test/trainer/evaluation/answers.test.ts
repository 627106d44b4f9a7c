import { expect, test } from "vitest";
import {
  answersMetrics,
  hierarchicalScores,
  informationGain,
  isRight,
} from "../../../trainer/evaluation/answers.ts";
import { exampleTree } from "../../fixtures/example-model.ts";

// Nodes: 1 food, 2 toys (a leaf), 3 jam, 4 tea (both food).
const answers = [
  { node: 4, truth: 4 },
  { node: 1, truth: 3 },
  { node: 3, truth: 4 },
  { node: 2, truth: 3 },
  { node: 0, truth: 2 },
];

test("an answer is right if it is the true class or above it", () => {
  expect(answers.map((one) => isRight(exampleTree, one))).toEqual([true, true, false, false, false]);
});

test("counts answers by depth, and titles without an answer separately", () => {
  const { accuracy, coverage, answeredAt } = answersMetrics(exampleTree, answers);
  expect([accuracy, coverage]).toEqual([0.5, 0.8]);
  expect(answeredAt.map(({ titles }) => titles)).toEqual([1, 2, 2]);
  expect(answeredAt.map((one) => one.accuracy)).toEqual([null, 0.5, 0.5]);
});

test("hierarchical scores count shared ancestors", () => {
  // True positives: 2 + 1 + 1 + 0 + 0. Predicted: 2 + 1 + 2 + 1 + 0. Actual: 2 + 2 + 2 + 2 + 1.
  const { precision, recall, f1 } = hierarchicalScores(exampleTree, answers);
  expect(precision).toBeCloseTo(4 / 6, 12);
  expect(recall).toBeCloseTo(4 / 9, 12);
  expect(f1).toBeCloseTo(8 / 15, 12);
  expect(hierarchicalScores(exampleTree, [{ node: 0, truth: 3 }])).toEqual({
    precision: 0,
    recall: 0,
    f1: 0,
  });
});

test("information gain rewards right answers for the leaves that they rule out", () => {
  const bits = (node: number, truth: number) => informationGain(exampleTree, [{ node, truth }]);
  expect(bits(4, 4)).toBeCloseTo(Math.log2(3), 12);
  expect(bits(1, 4)).toBeCloseTo(Math.log2(3 / 2), 12);
  expect(bits(3, 4)).toBe(0);
  expect(bits(0, 4)).toBe(0);
});
