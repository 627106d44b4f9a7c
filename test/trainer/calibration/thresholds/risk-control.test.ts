import { describe, expect, test } from "vitest";
import { binomialCdf } from "../../../../trainer/calibration/thresholds/binomial.ts";
import { type ScoredTitle, unreachable } from "../../../../trainer/calibration/thresholds/level-scores.ts";
import {
  conformalQuantile,
  correctedStep,
  provenStep,
  titlesToProve,
} from "../../../../trainer/calibration/thresholds/risk-control.ts";
import { thresholdPath } from "../../../../trainer/calibration/thresholds/threshold-path.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

/** The threshold that is proven on a tree of one level. */
function provenThreshold(titles: readonly ScoredTitle[], risk: number, alpha: number): number {
  const steps = thresholdPath(
    titles.map((one) => [one]),
    1,
  );
  return steps[provenStep(steps, risk, alpha)]?.thresholds[0] ?? unreachable;
}

/** The same without a proof. */
function correctedThreshold(titles: readonly ScoredTitle[], target: number): number {
  const steps = thresholdPath(
    titles.map((one) => [one]),
    1,
  );
  return steps[correctedStep(steps, target)]?.thresholds[0] ?? unreachable;
}

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

describe("provenStep", () => {
  test("answers as many titles as prove the share", () => {
    const titles = evenScores((score) => score > 0.5);
    const threshold = provenThreshold(titles, 0.1, 0.1);
    const answered = titles.filter(({ score }) => score >= threshold);
    const wrong = answered.filter(({ right }) => !right).length;
    expect(answered.length).toBeGreaterThan(390);
    expect(binomialCdf(wrong, answered.length, 0.1)).toBeLessThanOrEqual(0.1);
  });

  test("does not trust scores: where confident answers are wrong nothing passes", () => {
    expect(
      provenThreshold(
        evenScores(() => false),
        0.1,
        0.1,
      ),
    ).toBe(unreachable);
  });

  test("is unreachable with too few titles, even if all are right", () => {
    const right = (count: number) => Array.from({ length: count }, () => ({ score: 0.99, right: true }));
    // Half of alpha is for the step where the tests start: 0.9 ** 29 is below 0.05.
    expect(provenThreshold(right(28), 0.1, 0.1)).toBe(unreachable);
    expect(provenThreshold(right(29), 0.1, 0.1)).toBe(0.99);
    expect(provenThreshold([], 0.1, 0.1)).toBe(unreachable);
  });

  test("treats equal scores alike", () => {
    const titles = Array.from({ length: 100 }, (_, i) => ({ score: 0.9, right: i < 60 }));
    expect(provenThreshold(titles, 0.1, 0.1)).toBe(unreachable);
  });

  // If the promise held with probability 0.9 exactly, more than 58 breaches in 400 data sets would
  // come up once in 500 runs.
  test.each([
    ["calibrated", 1],
    ["overconfident", 0.6],
    ["underconfident", 2],
  ])("keeps its promise in nine data sets of ten with %s scores", (_, power) => {
    const draw = uniforms(7);
    const rightWith = (score: number) => score ** (1 / power);
    let breaches = 0;
    let answering = 0;
    for (let set = 0; set < 400; set++) {
      const titles = Array.from({ length: 300 }, () => {
        const score = draw();
        return { score, right: draw() < rightWith(score) };
      });
      const threshold = provenThreshold(titles, 0.2, 0.1);
      if (threshold === unreachable) continue;
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

describe("titlesToProve", () => {
  const right = (count: number) =>
    thresholdPath(
      Array.from({ length: count }, () => [{ score: 0.99, right: true }]),
      1,
    );

  test("is about what a proof takes, as if one answer more were wrong", () => {
    const needed = titlesToProve(right(12), 12, 0.1, 0.1) ?? 0;
    expect(needed).toBeGreaterThan(29);
    expect(needed).toBeLessThan(1000);
    expect(provenStep(right(needed), 0.1, 0.1)).toBeGreaterThanOrEqual(0);
  });

  test("is null where no number of titles would do", () => {
    expect(
      titlesToProve(
        thresholdPath(
          evenScores(() => false).map((one) => [one]),
          1,
        ),
        1000,
        0.1,
        0.1,
      ),
    ).toBeNull();
    expect(titlesToProve([], 0, 0.1, 0.1)).toBeNull();
  });
});

describe("correctedStep", () => {
  test("is the lowest above which ceil((n + 1) target) of n are right", () => {
    const titles = [0.9, 0.8, 0.7, 0.6, 0.5].map((score, i) => ({ score, right: i !== 3 }));
    expect(correctedThreshold(titles, 0.5)).toBe(0.5);
    expect(correctedThreshold(titles, 0.75)).toBe(0.7);
    expect(correctedThreshold(titles, 0.9)).toBe(unreachable);
  });

  // The mean over 400 sets of 300 titles has a standard error of about 0.002.
  test("is right for the target share on average", () => {
    const draw = uniforms(11);
    let [sum, sets] = [0, 0];
    for (let set = 0; set < 400; set++) {
      const titles = Array.from({ length: 300 }, () => {
        const score = draw();
        return { score, right: draw() < score };
      });
      const threshold = correctedThreshold(titles, 0.8);
      if (threshold === unreachable) continue;
      sum += (1 + threshold) / 2;
      sets++;
    }
    expect(sets).toBeGreaterThan(380);
    expect(Math.abs(sum / sets - 0.8)).toBeLessThan(0.015);
  });
});

/** 1,000 titles with evenly spread scores. */
function evenScores(right: (score: number) => boolean): ScoredTitle[] {
  return Array.from({ length: 1000 }, (_, i) => ({
    score: (i + 0.5) / 1000,
    right: right((i + 0.5) / 1000),
  }));
}
