import { expect, test } from "vitest";
import { expectedCalibrationError } from "../../../trainer/evaluation/metrics.ts";
import {
  calibrationErrorOfChance,
  reliabilityDiagram,
} from "../../../trainer/evaluation/reliability-diagram.ts";
import { uniforms } from "../../fixtures/uniforms.ts";
import { topPredictions } from "./top-predictions.ts";

test("a reliability diagram holds every title once, and its gaps are the calibration error", () => {
  const draw = uniforms(5);
  const some = topPredictions(Array.from({ length: 500 }, () => [draw(), draw() < 0.6 ? 1 : 0] as const));
  const bins = reliabilityDiagram(some);
  expect(bins.reduce((sum, { titles }) => sum + titles, 0)).toBe(500);
  const gaps = bins.reduce(
    (sum, { titles, confidence, accuracy }) => sum + titles * Math.abs((confidence ?? 0) - (accuracy ?? 0)),
    0,
  );
  expect(gaps / 500).toBeCloseTo(expectedCalibrationError(some), 12);
});

test("the calibration error of chance is the mean error of calibrated probabilities", () => {
  const draw = uniforms(9);
  const runs = Array.from({ length: 200 }, () =>
    topPredictions(
      Array.from({ length: 600 }, () => {
        const top = draw();
        return [top, draw() < top ? 1 : 0] as const;
      }),
    ),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const measured = mean(runs.map((run) => expectedCalibrationError(run)));
  const expected = mean(runs.map((run) => calibrationErrorOfChance(run)));
  expect(Math.abs(measured / expected - 1)).toBeLessThan(0.05);
});
