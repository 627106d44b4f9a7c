import { beforeAll, expect, test } from "vitest";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { presets } from "../../../../trainer/model/preset.ts";
import { presetRegression } from "../../../../trainer/model/regression.ts";
import type { LabelledTitles } from "../../../../trainer/posterior/augment-titles.ts";
import { asTrained, heldOutLosses, meanLoss } from "../../../../trainer/train/held-out/held-out-loss.ts";
import { exampleTree } from "../../../fixtures/example-model.ts";

beforeAll(ensureKernel, 120_000);

const words = ["robot", "jam", "tea"];
const training = {
  titles: Array.from({ length: 60 }, (_, k) => `${words[k % 3]} number ${k}`),
  labels: Array.from({ length: 60 }, (_, k) => k % 3),
  tree: exampleTree,
};
const lossOf = (heldOut: LabelledTitles, seed = 1) =>
  meanLoss(heldOutLosses(regression, heldOut, seed, [asTrained])[0]);
const regression = presetRegression(presets.default, training, []);

test("is small where the words tell the classes, and large where they tell others", () => {
  const labels = [0, 1, 2];
  expect(lossOf({ titles: words, labels })).toBeLessThan(0.3);
  expect(lossOf({ titles: words, labels: [1, 2, 0] })).toBeGreaterThan(2);
});

test("comes to that of equal classes for titles without known words", () => {
  const unknown = ["zyxw", "vutsr", "qponm"];
  expect(lossOf({ titles: unknown, labels: [0, 1, 2] })).toBeCloseTo(Math.log(3), 1);
});

test("is the same for the same seed", () => {
  const heldOut = { titles: words, labels: [0, 1, 2] };
  expect(lossOf(heldOut, 5)).toBe(lossOf(heldOut, 5));
});

test("each trial has its share of naive Bayes and its power of the probabilities", () => {
  const heldOut = { titles: words, labels: [0, 1, 2] };
  const trials = [0, 0.1].flatMap((naiveBayes) => [0, 1, 2].map((power) => ({ naiveBayes, power })));
  const [equal, plain = 0, sharper = 0, alsoEqual, more = 0] = heldOutLosses(
    regression,
    heldOut,
    1,
    trials,
  ).map(meanLoss);
  expect(equal).toBeCloseTo(Math.log(3), 6);
  expect(alsoEqual).toBeCloseTo(Math.log(3), 6);
  expect(plain).toBe(lossOf(heldOut));
  expect(sharper).toBeLessThan(plain);
  expect(more).toBeLessThan(plain);
});
