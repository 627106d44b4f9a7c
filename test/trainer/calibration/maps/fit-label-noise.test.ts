import { expect, test } from "vitest";
import { fitLabelNoise, noisyLoss } from "../../../../trainer/calibration/maps/fit-label-noise.ts";

const title = (p: number, weight = 1) => ({ loss: -Math.log(p), classes: 10, weight });

test("the loss is that of a mixture with the uniform distribution", () => {
  expect(noisyLoss(title(0.5), 0.2).loss).toBeCloseTo(-Math.log(0.8 * 0.5 + 0.02), 12);
  expect(noisyLoss(title(0.5), 0.2).byWords).toBeCloseTo(0.4 / 0.42, 12);
  expect(noisyLoss(title(0.5), 0)).toEqual({ loss: Math.log(2), byWords: 1 });
});

test("the noise has the least loss of all", () => {
  const titles = [...Array.from({ length: 90 }, () => title(0.95)), title(1e-9), title(1e-6), title(0.02)];
  const lossAt = (noise: number) => titles.reduce((sum, one) => sum + noisyLoss(one, noise).loss, 0);
  const found = fitLabelNoise(titles, 0.5);
  expect(found).toBeGreaterThan(0.01);
  for (const other of [0, found - 0.002, found + 0.002]) expect(lossAt(other)).toBeGreaterThan(lossAt(found));
});

test("no noise stays none, a weight counts like repeats, and without titles the guess stays", () => {
  const titles = [title(0.9), title(1e-6)];
  expect(fitLabelNoise(titles, 0)).toBe(0);
  const repeated = [title(0.9), title(0.9), title(1e-6)];
  expect(fitLabelNoise([title(0.9, 2), title(1e-6)], 0.1)).toBeCloseTo(fitLabelNoise(repeated, 0.1), 9);
  expect(fitLabelNoise([], 0.1)).toBe(0.1);
});

test("labels that follow nothing are no more than 0.9 noise", () => {
  expect(fitLabelNoise([title(1e-9), title(1e-9)], 0.1)).toBe(0.9);
});
