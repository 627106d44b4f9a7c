import { beforeAll, expect, test } from "vitest";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { presets } from "../../../../trainer/model/preset.ts";
import { presetRegression } from "../../../../trainer/model/regression.ts";
import { heldOutLoss } from "../../../../trainer/train/vectors/held-out-loss.ts";
import { exampleTree } from "../../../fixtures/example-model.ts";

beforeAll(ensureKernel, 120_000);

const words = ["robot", "jam", "tea"];
const training = {
  titles: Array.from({ length: 60 }, (_, k) => `${words[k % 3]} number ${k}`),
  labels: Array.from({ length: 60 }, (_, k) => k % 3),
  tree: exampleTree,
};
const regression = presetRegression(presets.default, training, []);

test("is small where the words tell the classes, and large where they tell others", () => {
  const labels = [0, 1, 2];
  expect(heldOutLoss(regression, { titles: words, labels }, 1)).toBeLessThan(0.3);
  expect(heldOutLoss(regression, { titles: words, labels: [1, 2, 0] }, 1)).toBeGreaterThan(2);
});

test("comes to that of equal classes for titles without known words", () => {
  const unknown = ["zyxw", "vutsr", "qponm"];
  expect(heldOutLoss(regression, { titles: unknown, labels: [0, 1, 2] }, 1)).toBeCloseTo(Math.log(3), 1);
});

test("is the same for the same seed", () => {
  const heldOut = { titles: words, labels: [0, 1, 2] };
  expect(heldOutLoss(regression, heldOut, 5)).toBe(heldOutLoss(regression, heldOut, 5));
});
