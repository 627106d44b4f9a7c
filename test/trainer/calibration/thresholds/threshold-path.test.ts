import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultTarget, findThresholds } from "../../../../trainer/calibration/thresholds/find-thresholds.ts";
import type { LevelScores } from "../../../../trainer/calibration/thresholds/level-scores.ts";
import { thresholdPath } from "../../../../trainer/calibration/thresholds/threshold-path.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

/** Any titles of a tree with two or three levels: scores that fall with depth, right or wrong. */
const titles: fc.Arbitrary<{ levels: number; scores: LevelScores[] }> = fc
  .integer({ min: 2, max: 3 })
  .chain((levels) =>
    fc.record({
      levels: fc.constant(levels),
      scores: fc.array(
        fc
          .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
            minLength: levels,
            maxLength: levels,
          })
          .map((found) => {
            const falling = found.map(([score]) => score).sort((a, b) => b - a);
            return found.map(([, right], level) => ({ score: falling[level] ?? 0, right }));
          }),
        { maxLength: 60 },
      ),
    }),
  );

/** The level that answers, counted from 1 at the top; 0 for none. */
function answeredLevel(scores: LevelScores, thresholds: readonly number[]): number {
  return scores.findLastIndex((one, level) => one !== null && one.score >= (thresholds[level] ?? 1)) + 1;
}

describe("a path of thresholds", () => {
  test("is nested: each step answers what the one before does, at the same level or deeper", () => {
    fc.assert(
      fc.property(titles, ({ levels, scores }) => {
        const steps = thresholdPath(scores, levels);
        for (const one of scores) {
          const answered = steps.map(({ thresholds }) => answeredLevel(one, thresholds));
          expect(answered).toEqual([...answered].sort((a, b) => a - b));
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("counts its answers, and the wrong ones among them", () => {
    fc.assert(
      fc.property(titles, ({ levels, scores }) => {
        for (const { thresholds, answered, wrong } of thresholdPath(scores, levels)) {
          const places = scores.map((one) => [one, answeredLevel(one, thresholds)] as const);
          expect(answered).toBe(places.filter(([, level]) => level > 0).length);
          expect(wrong).toBe(places.filter(([one, level]) => level > 0 && !one[level - 1]?.right).length);
        }
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

describe("thresholds of targets", () => {
  test("a lower demand never answers less, whatever the scores", () => {
    fc.assert(
      fc.property(titles, fc.double({ min: 0, max: 0.5, noNaN: true }), ({ levels, scores }, labelNoise) => {
        const { thresholds, targets } = findThresholds(scores, levels, scores.length, labelNoise);
        const lower = targets.filter(({ target }) => target < defaultTarget);
        const ordered = [
          ...lower.map((one) => one.thresholds),
          thresholds,
          ...targets.filter(({ target }) => target >= defaultTarget).map((one) => one.thresholds),
        ];
        for (const one of scores) {
          const answered = ordered.map((each) => answeredLevel(one, each));
          expect(answered).toEqual([...answered].sort((a, b) => b - a));
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test("say which targets are promised, and what it would take for the others", () => {
    const draw = uniforms(3);
    const scores = Array.from({ length: 1000 }, (): LevelScores => {
      const score = 0.6 + 0.4 * draw();
      return [{ score, right: draw() < score }];
    });
    const { targets } = findThresholds(scores, 1);
    expect(targets.map(({ promised }) => promised)).toEqual([true, true, false, false]);
    const [, , ambitious, hopeless] = targets;
    expect(ambitious?.titlesNeeded).toBeGreaterThan(1000);
    expect(hopeless?.titlesNeeded ?? 1e9).toBeGreaterThan(ambitious?.titlesNeeded ?? 0);
  });

  test("a lower target answers no less where nothing is as sure as a request without one asks for", () => {
    const made = (count: number, score: number, wrong: number) =>
      Array.from({ length: count }, (_, i): LevelScores => [{ score, right: i >= wrong * count }]);
    const scores = [...made(400, 0.99, 0.14), ...made(200, 0.905, 1)];
    for (const labelNoise of [0, 0.03, 0.06]) {
      const { thresholds, targets } = findThresholds(scores, 1, scores.length, labelNoise);
      const [lowest] = targets;
      expect(lowest?.promised).toBe(true);
      for (const one of scores)
        expect(answeredLevel(one, lowest?.thresholds ?? [])).toBeGreaterThanOrEqual(
          answeredLevel(one, thresholds),
        );
    }
  });

  test.each([0.02, 0.1, 0.3])("without one, %d of wrong labels are allowed for", (labelNoise) => {
    const draw = uniforms(4);
    const scores = Array.from({ length: 3000 }, (): LevelScores => {
      const score = (1 - labelNoise) * (0.7 + 0.3 * draw());
      return [{ score, right: draw() < score }];
    });
    const { thresholds, target, targets } = findThresholds(scores, 1, scores.length, labelNoise);
    expect(target).toBeCloseTo(Math.max(0.8, 0.9 * (1 - labelNoise)), 12);
    const answered = scores.filter((one) => answeredLevel(one, thresholds) > 0);
    const right = answered.filter(([one]) => one?.right).length;
    if (labelNoise < 0.2) {
      expect(right / answered.length).toBeGreaterThan(target - 0.01);
      expect(answered.length).toBeGreaterThan(900);
    } else expect(answered.length).toBe(0);
    const without = findThresholds(scores, 1);
    expect(targets.map(({ promised }) => promised)).toEqual(without.targets.map(({ promised }) => promised));
  });
});
