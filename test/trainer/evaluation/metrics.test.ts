import { expect, test } from "vitest";
import { accuracy, expectedCalibrationError, logLoss } from "../../../trainer/evaluation/metrics.ts";

const predictions = (rows: readonly (readonly [truth: number, top: number, correct: 0 | 1])[]) => ({
  trueProbability: Float64Array.from(rows, ([truth]) => truth),
  topProbability: Float64Array.from(rows, ([, top]) => top),
  correct: Uint8Array.from(rows, ([, , correct]) => correct),
});

test("accuracy is the share that is right", () => {
  expect(
    accuracy(
      predictions([
        [0.9, 0.9, 1],
        [0.2, 0.8, 0],
        [0.6, 0.6, 1],
        [0.7, 0.7, 1],
      ]),
    ),
  ).toBe(0.75);
});

test("log-loss is the mean of -ln p in nats", () => {
  expect(
    logLoss(
      predictions([
        [0.5, 0.5, 1],
        [0.25, 0.75, 0],
      ]),
    ),
  ).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 12);
});

test("a true class of probability 0 costs much, but not everything", () => {
  expect(logLoss(predictions([[0, 1, 0]]))).toBeCloseTo(34.54, 2);
});

test("the calibration error is 0 where confidence equals accuracy, and otherwise the gap", () => {
  const calibrated = Array.from({ length: 10 }, (_, i) => [0.5, 0.8, i < 8 ? 1 : 0] as const);
  expect(expectedCalibrationError(predictions(calibrated))).toBeCloseTo(0, 12);
  const overconfident = Array.from({ length: 10 }, (_, i) => [0.5, 0.9, i < 6 ? 1 : 0] as const);
  expect(expectedCalibrationError(predictions(overconfident))).toBeCloseTo(0.3, 12);
});

test("gaps of different bins do not cancel, gaps within a bin do", () => {
  const twoBins = predictions([
    [0.5, 0.95, 0],
    [0.5, 0.05, 1],
  ]);
  expect(expectedCalibrationError(twoBins)).toBeCloseTo(0.95, 12);
  const oneBin = predictions([
    [0.5, 0.95, 0],
    [0.5, 0.95, 1],
  ]);
  expect(expectedCalibrationError(oneBin)).toBeCloseTo(0.45, 12);
  expect(expectedCalibrationError(twoBins, 1)).toBeCloseTo(0, 12);
});

test("certainty falls into the last bin", () => {
  expect(
    expectedCalibrationError(
      predictions([
        [1, 1, 1],
        [1, 1 - 1e-9, 1],
      ]),
    ),
  ).toBeCloseTo(0, 8);
});
