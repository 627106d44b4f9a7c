import { expect, test } from "vitest";
import type { TargetPromise } from "../../../../trainer/calibration/target-promises.ts";
import { showTargets } from "../../../../trainer/commands/output/target-lines.ts";

const promised = (target: number): TargetPromise => ({
  ...{ target, promised: true, moreTitles: 0, calibrationTitles: 500 },
});
const missing = (target: number, moreTitles: number | null, calibrationTitles = 500): TargetPromise => ({
  ...{ target, promised: false, moreTitles, calibrationTitles },
});

test.each([
  [[], "This model promises no target, since nothing calibrates it."],
  [[promised(0.8)], "Targets this model can promise: 0.80."],
  [[promised(0.8), promised(0.9), promised(0.95)], "Targets this model can promise: 0.80, 0.90 and 0.95."],
  [
    [promised(0.8), promised(0.9), missing(0.95, 897), missing(0.99, null)],
    "Targets this model can promise: 0.80 and 0.90. 0.95 would need about 900 more calibration titles; " +
      "as far as the titles show, no number of them would do for 0.99.",
  ],
  [
    [missing(0.8, 3), missing(0.9, 12_345)],
    "This model can promise no target. 0.80 would need a few more calibration titles; " +
      "0.90 would need about 12,000 more calibration titles.",
  ],
  [
    [missing(0.9, null), missing(0.95, null), missing(0.99, null)],
    "This model can promise no target. As far as the titles show, no number of them would do for 0.90, 0.95 or 0.99.",
  ],
  [
    [missing(0.8, 40, 16), missing(0.95, null, 16), missing(0.99, null, 16)],
    "This model can promise no target. 0.80 would need about 40 more calibration titles; " +
      "16 calibration titles are too few to tell what it would take for 0.95 or 0.99.",
  ],
])("targets %# are a sentence", (targets, sentence) => {
  expect(showTargets(targets, 0)).toBe(sentence);
});

test("wrong labels are told beside them", () => {
  expect(showTargets([promised(0.8)], 0.1234)).toBe(
    "Targets this model can promise: 0.80. About 12 % of the labels look wrong: " +
      "the words of their titles say surely that they are others.",
  );
});
