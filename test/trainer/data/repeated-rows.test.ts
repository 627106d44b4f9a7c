import { expect, test } from "vitest";
import { buildDataSet } from "../../../trainer/data/build-data-set.ts";
import { splitForCalibration } from "../../../trainer/data/calibration-split.ts";
import { findRepeats } from "../../../trainer/data/repeated-rows.ts";
import { presets } from "../../../trainer/model/preset.ts";
import { makeFolds } from "../../../trainer/train/folds/make-folds.ts";

test("a row repeats one with the same title and class, not one of another class", () => {
  expect(findRepeats(["a", "b", "a", "a"], [0, 0, 1, 0])).toEqual([false, false, false, true]);
});

test("copies of a title calibrate once, and all of them train", () => {
  const rows = ["red ball", "blue ball", "green tea", "black tea"].flatMap((title) =>
    Array.from({ length: 5 }, (_, row) => {
      return { title, path: [title.endsWith("tea") ? "food" : "toys"], file: "a.csv", row };
    }),
  );
  const dataSet = buildDataSet({ rows, skipped: [] }, { levels: ["parent"], keepDuplicates: true });
  expect(dataSet.titles).toHaveLength(20);
  const folds = makeFolds(dataSet, presets.default, { tablesFor: () => [] }, 1);
  expect(folds.flatMap(({ leftOut }) => leftOut)).toHaveLength(4);
  for (const { training } of folds) expect(training.titles.length % 5).toBe(0);
  const { calibrating, training } = splitForCalibration(dataSet, 0.5, 1);
  expect(calibrating).toHaveLength(2);
  expect(training.titles).toHaveLength(10);
});
