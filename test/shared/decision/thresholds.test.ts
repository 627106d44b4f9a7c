import { expect, test } from "vitest";
import type { Calibration } from "../../../shared/artifact/model.ts";
import { promiseFor, thresholdsFor } from "../../../shared/decision/thresholds.ts";

const logOdds = { intercept: 0, slope: 1, knownWords: 0 };
const calibration: Calibration = {
  ...{
    titles: 9,
    target: 0.9,
    sharpening: { logPower: 0, knownWords: 0 },
    levels: [],
    subcategory: logOdds,
    outside: logOdds,
    newChildRatio: 1,
    novelty: null,
  },
  targets: [
    { target: 0.8, thresholds: [0.5, 0.6], promised: true, titlesNeeded: 9 },
    { target: 0.95, thresholds: [0.9, 1], promised: false, titlesNeeded: null },
  ],
};
const rule = { thresholds: [0.7, 0.8], calibration };

test("takes a target, a least probability, both or neither", () => {
  expect(thresholdsFor(rule, {})).toEqual([0.7, 0.8]);
  expect(thresholdsFor(rule, { target: 0.95 })).toEqual([0.9, 1]);
  expect(thresholdsFor(rule, { min: 0.25 })).toEqual([0.25, 0.25]);
  expect(thresholdsFor(rule, { target: 0.8, min: 0.55 })).toEqual([0.55, 0.6]);
});

test("tells what it promises of the target asked for", () => {
  expect(promiseFor(rule, {})).toBeNull();
  expect(promiseFor(rule, { min: 0.5 })).toBeNull();
  expect(promiseFor(rule, { target: 0.8 })).toEqual({ asked: 0.8, promised: true });
  expect(promiseFor(rule, { target: 0.95 })).toEqual({ asked: 0.95, promised: false });
});

test("what the model cannot meet is refused, saying what it can", () => {
  expect(() => thresholdsFor(rule, { target: 0.9 })).toThrow(
    expect.objectContaining({ code: "bad-usage", message: expect.stringMatching(/targets are 0\.8, 0\.95/) }),
  );
  expect(() => thresholdsFor({ ...rule, calibration: null }, { target: 0.8 })).toThrow(
    /no calibrated targets/,
  );
});
