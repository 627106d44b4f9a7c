import { expect, test } from "vitest";
import { principalComponents } from "../../../trainer/words/principal-components.ts";

/** Points on an ellipse around (5, -2): long along (3, 4) / 5, short across it. */
const angles = Array.from({ length: 40 }, (_, k) => (2 * Math.PI * k) / 40);
const points = angles.flatMap((angle) => {
  const [along, across] = [10 * Math.cos(angle), 2 * Math.sin(angle)];
  return [5 + 0.6 * along - 0.8 * across, -2 + 0.8 * along + 0.6 * across];
});
const values = Float32Array.from([...points, 1000, 1000]);
const rows = angles.map((_, row) => row);

test("finds the mean, the axes and the variances of an ellipse, of the rows asked for alone", () => {
  const { mean, directions, variances } = principalComponents(values, 2, rows, 2);
  expect(mean[0]).toBeCloseTo(5, 5);
  expect(mean[1]).toBeCloseTo(-2, 5);
  expect(directions[0]?.[0]).toBeCloseTo(0.6, 5);
  expect(directions[0]?.[1]).toBeCloseTo(0.8, 5);
  expect(Math.abs(directions[1]?.[0] ?? 0)).toBeCloseTo(0.8, 5);
  expect(variances[0]).toBeCloseTo(50, 4);
  expect(variances[1]).toBeCloseTo(2, 4);
});

test("gives no more directions than asked for", () => {
  const { directions, variances } = principalComponents(values, 2, rows, 1);
  expect([directions.length, variances.length]).toEqual([1, 1]);
});
