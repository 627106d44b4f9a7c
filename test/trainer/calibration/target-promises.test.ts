import { expect, test } from "vitest";
import { targetPromises } from "../../../trainer/calibration/target-promises.ts";
import { placeholderRule, uncalibratedRule } from "../../../trainer/calibration/uncalibrated-rule.ts";

/** A rule of 400 calibration titles with these targets. */
function ruleOf(targets: readonly { target: number; promised: boolean; titlesNeeded: number | null }[]) {
  const { thresholds, calibration } = placeholderRule(2);
  if (calibration === null) throw new Error("no calibration");
  const own = targets.map((one) => ({ ...one, thresholds }));
  return { thresholds, calibration: { ...calibration, titles: 400, targets: own } };
}

test("a model without calibration promises nothing", () => {
  expect(targetPromises(uncalibratedRule(2))).toEqual([]);
});

test("what is missing is counted from the titles there were", () => {
  const rule = ruleOf([
    { target: 0.8, promised: true, titlesNeeded: 400 },
    { target: 0.9, promised: false, titlesNeeded: 1300 },
    { target: 0.95, promised: false, titlesNeeded: null },
  ]);
  expect(targetPromises(rule)).toEqual([
    { target: 0.8, promised: true, moreTitles: 0, calibrationTitles: 400 },
    { target: 0.9, promised: false, moreTitles: 900, calibrationTitles: 400 },
    { target: 0.95, promised: false, moreTitles: null, calibrationTitles: 400 },
  ]);
});

test("a target that is not promised needs at least one more title, even where the estimate is less", () => {
  const rule = ruleOf([{ target: 0.8, promised: false, titlesNeeded: 390 }]);
  expect(targetPromises(rule)).toEqual([
    { target: 0.8, promised: false, moreTitles: 1, calibrationTitles: 400 },
  ]);
});
