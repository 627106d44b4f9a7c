import { expect, test } from "vitest";
import { classMetrics, countConfusion } from "../../../../trainer/evaluation/scores/class-metrics.ts";
import { describeQuality } from "../../../../trainer/evaluation/scores/describe-quality.ts";
import { leftOutMetrics } from "../../../../trainer/evaluation/scores/left-out-classes.ts";
import {
  findDisagreements,
  likelyLabelErrors,
} from "../../../../trainer/evaluation/scores/likely-label-errors.ts";
import { siblingConfusion } from "../../../../trainer/evaluation/scores/sibling-confusion.ts";
import type { CalibratedPrediction } from "../../../../trainer/predictions/calibrated-predictions.ts";
import { exampleTree } from "../../../fixtures/example-model.ts";

/** Nodes of the example tree: food has jam and tea, toys is a leaf. */
const [food, toys, jam, tea] = [1, 2, 3, 4];

/** A title of `truth`, with the probabilities of toys, jam and tea. */
function title(truth: number, ofToys: number, ofJam: number, ofTea: number): CalibratedPrediction {
  const nodes = Float64Array.of(1, ofJam + ofTea, ofToys, ofJam, ofTea);
  const raw = { truth, nodes, newChildren: new Float64Array(2), known: 1, knownWords: 1 };
  return { raw, probabilities: { nodes, unseen: new Float64Array(2) } };
}

/** Three of tea: right, taken for jam, taken for toys. Two of jam: right, taken for tea. */
const titles = [
  title(tea, 0.1, 0.1, 0.8),
  title(tea, 0.1, 0.6, 0.3),
  title(tea, 0.9, 0.05, 0.05),
  title(jam, 0, 0.9, 0.1),
  title(jam, 0, 0.1, 0.9),
  title(toys, 0.7, 0.3, 0),
];
const confusion = countConfusion(exampleTree, titles);

test("precision, recall and the class most confused with", () => {
  const byNode = new Map(classMetrics(exampleTree, confusion).map((one) => [one.node, one]));
  expect(byNode.size).toBe(3);
  expect(byNode.get(tea)).toMatchObject({ titles: 3, right: 1, precision: 1 / 2, recall: 1 / 3 });
  expect(byNode.get(jam)).toMatchObject({ titles: 2, right: 1, precision: 1 / 2, recall: 1 / 2 });
  expect(byNode.get(jam)?.confusedWith).toEqual({ path: ["food", "tea"], titles: 1 });
  expect(byNode.get(toys)).toMatchObject({ precision: 1 / 2, recall: 1, confusedWith: null });
});

test("a class without titles has neither", () => {
  const counted = countConfusion(exampleTree, titles.slice(3, 4));
  expect(classMetrics(exampleTree, counted).find(({ node }) => node === tea)).toEqual({
    ...{ node: tea, path: ["food", "tea"], titles: 0, right: 0 },
    ...{ precision: null, recall: null, confusedWith: null },
  });
});

test("siblings are confused at the level where they part", () => {
  const [top, below] = siblingConfusion(exampleTree, confusion);
  expect(below).toMatchObject({ parent: 0, mistakes: 1 });
  expect(below?.counts).toContainEqual({ truth: food, predicted: toys, titles: 1 });
  expect(below?.counts).toContainEqual({ truth: food, predicted: food, titles: 4 });
  // The title of tea that is taken for toys counts in the total of tea, and in no cell of food.
  expect(top).toMatchObject({ parent: food, mistakes: 2, children: [tea, jam], totals: [3, 2] });
  expect(top?.counts.reduce((sum, one) => sum + one.titles, 0)).toBe(4);
});

test("labels are likely wrong in the order of the margin against them", () => {
  const disagreements = findDisagreements(exampleTree, titles);
  expect(disagreements.map(({ index }) => index)).toEqual([1, 2, 4]);
  expect(likelyLabelErrors(disagreements).map(({ index }) => index)).toEqual([2, 4]);
  expect(likelyLabelErrors(disagreements, 0.2).map(({ index }) => index)).toEqual([2, 4, 1]);
});

test("what titles are answered without their class, and without their top class", () => {
  const leaveOut = (truth: number, withoutLeaf: readonly number[] | null, withoutTop: readonly number[]) => {
    const [jamLeft = 0, toysLeft = 0] = withoutLeaf ?? [];
    const [foodOnly = 0, toysOnly = 0] = withoutTop;
    const one = title(truth, 0.2, 0.4, 0.4);
    return {
      ...one,
      raw: {
        ...one.raw,
        withoutLeaf: withoutLeaf && title(truth, toysLeft, jamLeft, 0).raw,
        withoutTop: title(truth, toysOnly, foodOnly / 2, foodOnly / 2).raw,
      },
    };
  };
  const model = { tree: exampleTree, decision: { thresholds: [0.6, 0.6], calibration: null } };
  const { subcategory, outside } = leftOutMetrics(model, [
    leaveOut(tea, [0.9, 0.1], [0, 1]),
    leaveOut(tea, [0.5, 0.5], [0, 0.5]),
    leaveOut(toys, null, [1, 0]),
  ]);
  // Only jam is left below food, so an answer to a title of tea is a wrong class, or none.
  expect(subcategory).toMatchObject({ titles: 2, wrongChild: 0.5, none: 0.5, rightParent: 0 });
  expect(outside).toMatchObject({ titles: 3, wrongChild: 1 / 3, wrongParent: 1 / 3, none: 1 / 3 });
});

const level = (name: string, accuracy: number) => ({
  ...{ name, titles: 20, accuracy, logLoss: 1, ece: 0, eceOfChance: 0, reliability: [] },
  coverage: { area: 1, points: [] },
});
const answers = {
  ...{ accuracy: 0.899, coverage: 0.834, informationGain: 1 },
  hierarchical: { precision: 1, recall: 1, f1: 1 },
};

test("quality in words: the lowest level first, then the default, then the weakest classes", () => {
  const weak = {
    ...{ node: tea, path: ["food", "tea"], titles: 12, right: 3 },
    precision: 0.5,
    recall: 0.25,
  };
  const rare = { ...weak, titles: 9, right: 0, recall: 0, confusedWith: null };
  const classes = [{ ...weak, confusedWith: { path: ["toys"], titles: 5 } }, rare];
  expect(
    describeQuality(
      { levels: [level("department", 0.89), level("category", 0.71)], answers },
      classes,
      "here",
    ),
  ).toEqual([
    "Right category 71 %, right department 89 % (here).",
    "By default 83 of 100 titles are answered, and 90 % of the answers are right.",
    'Weakest: "food > tea" (3 of 12 right, 5 taken for "toys").',
  ]);
  const silent = { ...answers, accuracy: null, coverage: 0 };
  expect(describeQuality({ levels: [level("a", 0.5)], answers: silent }, [rare], "here")).toEqual([
    "Right a 50 % (here).",
    "By default no title is answered.",
  ]);
});
