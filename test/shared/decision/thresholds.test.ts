import { expect, test } from "vitest";
import type { Calibration } from "../../../shared/artifact/model.ts";
import { thresholdsFor } from "../../../shared/decision/thresholds.ts";

const logOdds = { intercept: 0, slope: 1, knownWords: 0 };
const calibration: Calibration = {
  ...{ titles: 9, target: 0.9, levels: [], subcategory: logOdds, outside: logOdds, newChildRatio: 1 },
  targets: [
    { target: 0.8, thresholds: [0.5, 0.6] },
    { target: 0.95, thresholds: [0.9, 1] },
  ],
};
const rule = { thresholds: [0.7, 0.8], calibration };

test("takes a target, a least probability, both or neither", () => {
  expect(thresholdsFor(rule, {})).toEqual([0.7, 0.8]);
  expect(thresholdsFor(rule, { target: 0.95 })).toEqual([0.9, 1]);
  expect(thresholdsFor(rule, { min: 0.25 })).toEqual([0.25, 0.25]);
  expect(thresholdsFor(rule, { target: 0.8, min: 0.55 })).toEqual([0.55, 0.6]);
});

test("what the model cannot meet is refused, saying what it can", () => {
  expect(() => thresholdsFor(rule, { target: 0.9 })).toThrow(
    expect.objectContaining({ code: "bad-usage", message: expect.stringMatching(/targets are 0\.8, 0\.95/) }),
  );
  expect(() => thresholdsFor({ ...rule, calibration: null }, { target: 0.8 })).toThrow(
    /no calibrated targets/,
  );
});
