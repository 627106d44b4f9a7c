import { describe, expect, test } from "vitest";
import { binomialTail } from "../../../trainer/calibration/binomial.ts";
import {
  conformalQuantile,
  controlledThreshold,
  correctedThreshold,
  never,
  type Scored,
} from "../../../trainer/calibration/risk-control.ts";
import { uniforms } from "./uniforms.ts";

test("binomial tails agree with sums by hand", () => {
  expect(binomialTail(0, 22, 0.1)).toBeCloseTo(0.9 ** 22, 14);
  expect(binomialTail(1, 3, 0.5)).toBeCloseTo(0.5, 14);
  expect(binomialTail(3, 3, 0.2)).toBe(1);
  // From exact fractions.
  expect(binomialTail(95, 1000, 0.1)).toBeCloseTo(0.32155407664561, 10);
});

describe("conformalQuantile", () => {
  test("is the ceil((n + 1) target)-th smallest", () => {
    const values = [5, 1, 4, 2, 3, 9, 8, 7, 6];
    expect(conformalQuantile(values, 0.8)).toBe(8);
    expect(conformalQuantile(values, 0.81)).toBe(9);
    expect(conformalQuantile(values, 0.9)).toBe(9);
  });

  test("is infinite where n is too small for the target", () => {
    expect(conformalQuantile([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.95)).toBe(Number.POSITIVE_INFINITY);
    expect(conformalQuantile([], 0.5)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("controlledThreshold", () => {
  test("lets through as many as prove the share", () => {
    const titles = ladder((score) => score > 0.5);
    const threshold = controlledThreshold(titles, 0.1, 0.1);
    const answered = titles.filter(({ score }) => score >= threshold);
    const wrong = answered.filter(({ right }) => !right).length;
    expect(answered.length).toBeGreaterThan(390);
    expect(binomialTail(wrong, answered.length, 0.1)).toBeLessThanOrEqual(0.1);
  });

  test("does not look at scores alone: where confidence is not earned nothing passes", () => {
    expect(
      controlledThreshold(
        ladder(() => false),
        0.1,
        0.1,
      ),
    ).toBe(never);
  });

  test("passes nothing with too few titles, though all are right", () => {
    const right = (count: number) => Array.from({ length: count }, () => ({ score: 0.99, right: true }));
    expect(controlledThreshold(right(21), 0.1, 0.1)).toBe(never);
    expect(controlledThreshold(right(22), 0.1, 0.1)).toBe(0.99);
    expect(controlledThreshold([], 0.1, 0.1)).toBe(never);
  });

  test("treats equal scores alike", () => {
    const titles = Array.from({ length: 100 }, (_, i) => ({ score: 0.9, right: i < 60 }));
    expect(controlledThreshold(titles, 0.1, 0.1)).toBe(never);
  });

  // 400 data sets: were the promise kept with probability 0.9 exactly, more than 58 breaches would come up once in 500 runs.
  test.each([
    ["calibrated", 1],
    ["overconfident", 0.6],
    ["underconfident", 2],
  ])("keeps its promise in nine data sets of ten, the scores being %s", (_, power) => {
    const draw = uniforms(7);
    const rightWith = (score: number) => score ** (1 / power);
    let breaches = 0;
    let answering = 0;
    for (let set = 0; set < 400; set++) {
      const titles = Array.from({ length: 300 }, () => {
        const score = draw();
        return { score, right: draw() < rightWith(score) };
      });
      const threshold = controlledThreshold(titles, 0.2, 0.1);
      if (threshold === never) continue;
      answering++;
      // Mean of the chance to be right over scores that are uniform above the threshold.
      const power1 = 1 / power + 1;
      const mean = (1 - threshold ** power1) / power1 / (1 - threshold);
      breaches += Number(mean < 0.8);
    }
    expect(breaches).toBeLessThanOrEqual(58);
    if (power === 1) expect(answering).toBeGreaterThan(200);
  });
});

describe("correctedThreshold", () => {
  test("is the lowest above which ceil((n + 1) target) of n are right", () => {
    const titles = [0.9, 0.8, 0.7, 0.6, 0.5].map((score, i) => ({ score, right: i !== 3 }));
    expect(correctedThreshold(titles, 0.5)).toBe(0.5);
    expect(correctedThreshold(titles, 0.75)).toBe(0.7);
    expect(correctedThreshold(titles, 0.9)).toBe(never);
  });

  // The mean over 400 sets of 300 titles has a standard error of about 0.002.
  test("has the target right on average", () => {
    const draw = uniforms(11);
    let [sum, sets] = [0, 0];
    for (let set = 0; set < 400; set++) {
      const titles = Array.from({ length: 300 }, () => {
        const score = draw();
        return { score, right: draw() < score };
      });
      const threshold = correctedThreshold(titles, 0.8);
      if (threshold === never) continue;
      sum += (1 + threshold) / 2;
      sets++;
    }
    expect(sets).toBeGreaterThan(380);
    expect(Math.abs(sum / sets - 0.8)).toBeLessThan(0.015);
  });
});

/** 1,000 titles with evenly spread scores. */
function ladder(right: (score: number) => boolean): Scored[] {
  return Array.from({ length: 1000 }, (_, i) => ({
    score: (i + 0.5) / 1000,
    right: right((i + 0.5) / 1000),
  }));
}
