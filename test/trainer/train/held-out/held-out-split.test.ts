import { expect, test } from "vitest";
import { presets } from "../../../../trainer/model/preset.ts";
import { heldOutRegression } from "../../../../trainer/train/held-out/held-out-split.ts";
import { exampleTree } from "../../../fixtures/example-model.ts";

const noVectors = { tablesFor: () => [] };
const preset = { ...presets.quick, classNames: false };

/** The regression of titles whose classes take turns. */
function regressionOf(titles: readonly string[], seed = 1) {
  const labels = titles.map((_, row) => row % 3);
  return heldOutRegression(preset, { titles: [...titles], labels, tree: exampleTree }, noVectors, seed);
}

const numbered = (count: number, of = count) =>
  Array.from(
    { length: count },
    (_, k) =>
      `robot ${"abcdefghij"[k % 10]}${(k % of).toString(2).replaceAll("0", "x").replaceAll("1", "y")}`,
  );

test("most titles train and the others are held out", () => {
  const found = regressionOf(numbered(200));
  const [trained = 0, heldOut = 0] = [found?.regression.trainingTitles, found?.heldOut.titles.length];
  expect(trained + heldOut).toBe(200);
  expect(heldOut).toBeGreaterThan(20);
  expect(heldOut).toBeLessThan(60);
});

test("copies of a title are held out once", () => {
  const titles = numbered(240, 60);
  const found = regressionOf(titles);
  const { titles: heldOut = [], labels = [] } = found?.heldOut ?? {};
  const keys = heldOut.map((title, row) => `${title} ${labels[row]}`);
  expect(keys.length).toBeGreaterThan(0);
  expect(new Set(keys).size).toBe(keys.length);
});

test("there is none for few titles, copies of one title, or titles without a term in common", () => {
  expect(regressionOf(numbered(99))).toBeNull();
  for (let seed = 0; seed < 5; seed++)
    expect(
      regressionOf(
        Array.from({ length: 120 }, () => "robot"),
        seed,
      )?.heldOut.titles ?? [],
    ).toEqual([]);
  const unlike = Array.from({ length: 120 }, (_, k) => String.fromCodePoint(0x4e00 + 7 * k));
  expect(regressionOf(unlike)).toBeNull();
});
