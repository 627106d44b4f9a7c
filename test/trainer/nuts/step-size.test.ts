import { describe, expect, test } from "vitest";
import { nextNormal, seedStream } from "../../../trainer/nuts/random.ts";
import {
  averagedStepSize,
  currentStepSize,
  findReasonableStepSize,
  fitToTurningTime,
  defaultStepSizeOptions as options,
  startDualAveraging,
  updateDualAveraging,
} from "../../../trainer/nuts/step-size.ts";
import { targetMechanics } from "../../../trainer/nuts/target-mechanics.ts";
import { normals } from "./targets.ts";

describe("dual averaging", () => {
  test("has Stan's constants", () => {
    expect(options).toEqual({ target: 0.8, gamma: 0.05, kappa: 0.75, offset: 10, pull: 10 });
  });

  test("two updates from step size 1, worked out by hand", () => {
    const start = startDualAveraging(options, 1);
    expect(currentStepSize(start)).toBe(1);
    expect(averagedStepSize(start)).toBe(1);

    // Acceptance 0.3: mean error 0.5 / 11; ln step = ln 10 - 20 x 0.5 / 11; the average is the
    // first iterate.
    const first = updateDualAveraging(options, start, 0.3);
    expect(Math.log(currentStepSize(first))).toBeCloseTo(1.3934942, 7);
    expect(Math.log(averagedStepSize(first))).toBeCloseTo(1.3934942, 7);

    // Acceptance 1: mean error 11/12 x 0.0454545 - 0.2 / 12 = 0.025; ln step = ln 10 - 20 sqrt(2)
    // x 0.025; the average moves 2^-0.75 = 0.5946036 of the way.
    const second = updateDualAveraging(options, first, 1);
    expect(second.meanError).toBeCloseTo(0.025, 12);
    expect(Math.log(currentStepSize(second))).toBeCloseTo(1.5954783, 7);
    expect(Math.log(averagedStepSize(second))).toBeCloseTo(1.5135947, 7);
    expect(second.count).toBe(2);
  });

  test("is a pure function of its state", () => {
    const state = Object.freeze(startDualAveraging(options, 0.5));
    expect(updateDualAveraging(options, state, 0.9)).toEqual(updateDualAveraging(options, state, 0.9));
  });

  /**
   * Runs dual averaging against acceptance = 1 / (1 + step^4 / 4), 0.8 at step 1, blurred by noise
   * on the log step.
   */
  function settle(noise: number, updates: number) {
    const random = seedStream(3, 0);
    let state = startDualAveraging(options, 0.01);
    let total = 0;
    const acceptanceAt = (logStep: number) => 1 / (1 + Math.exp(4 * logStep) / 4);
    for (let k = 0; k < updates; k++) {
      const acceptance = acceptanceAt(state.logStep + noise * nextNormal(random));
      total += acceptance;
      state = updateDualAveraging(options, state, acceptance);
    }
    return { final: averagedStepSize(state), meanAcceptance: total / updates };
  }

  test("finds the step size of the target acceptance when acceptance is a function of the step size", () => {
    expect(settle(0, 2000).final).toBeCloseTo(1, 1);
  });

  test("when acceptance is noisy its iterates still meet the target, while the average step is the more careful", () => {
    const { final, meanAcceptance } = settle(0.8, 20_000);
    expect(meanAcceptance).toBeCloseTo(0.8, 2);
    expect(final).toBeLessThan(0.95);
    expect(final).toBeGreaterThan(0.5);
  });
});

describe("a step size that meets the turning time", () => {
  const wanted = 1.08 * Math.PI;

  test("is raised by at most a quarter, so that a tree of 2^d - 1 steps is 1.08 turning times long", () => {
    // 15 steps of 0.21 are 3.15: a little over pi, and not sure to turn.
    expect(fitToTurningTime(0.21, Math.PI)).toBeCloseTo(wanted / 15, 12);
    expect(fitToTurningTime(wanted / 15 / 1.24, Math.PI)).toBeCloseTo(wanted / 15, 12);
    expect(fitToTurningTime(wanted / 31 / 1.1, Math.PI)).toBeCloseTo(wanted / 31, 12);
  });

  test("does not change where the tree is long enough, or where the raise would be too large", () => {
    for (const stepSize of [0.23, 0.33, wanted / 15 / 1.26, 0.14, wanted, 10]) {
      expect(fitToTurningTime(stepSize, Math.PI)).toBe(stepSize);
    }
  });

  test("leaves no tree about a whole period long, which would end near its origin", () => {
    for (let stepSize = 0.01; stepSize < 0.4; stepSize += 0.0007) {
      const fitted = fitToTurningTime(stepSize, Math.PI);
      const steps = 2 ** Math.ceil(Math.log2(1 + (0.999999 * wanted) / fitted)) - 1;
      expect(steps * fitted).toBeGreaterThanOrEqual(0.99999 * wanted);
      expect(steps * fitted).toBeLessThan(1.95 * Math.PI);
    }
  });
});

describe("the first step size", () => {
  const find = (sd: readonly number[], guess: number, seed = 1) => {
    const mechanics = targetMechanics(normals(sd), seedStream(seed, 0));
    const q = mechanics.acquire();
    const gradient = mechanics.acquire();
    mechanics.read(q).set(sd);
    const logDensity = mechanics.evaluate(q, gradient);
    return findReasonableStepSize(mechanics, { q, gradient, logDensity }, guess);
  };

  test("scales with the target", () => {
    expect(find([1 / 1024, 1 / 1024], 1 / 1024)).toBe(find([1, 1], 1) / 1024);
    expect(find([4096], 4096)).toBe(find([1], 1) * 4096);
  });

  test.each([1e-6, 1e-3, 1, 1e3, 1e6])(
    "from a guess of %f it comes within reach of the scale of the target",
    (guess) => {
      // A step of a 20-dimensional standard normal is stable below 2; a tenth of that is careful.
      for (let seed = 0; seed < 20; seed++) {
        const found = find(new Array(20).fill(1), guess, seed);
        expect(found).toBeGreaterThan(0.1);
        expect(found).toBeLessThan(4);
      }
    },
  );

  test("ends on a density without scale or with a hole around the position", () => {
    const flat = {
      dimension: 1,
      logDensityAndGradient: (_: Float64Array, gradient: Float64Array) => gradient.fill(0)[0] ?? 0,
    };
    const island = {
      dimension: 1,
      logDensityAndGradient: (position: Float64Array, gradient: Float64Array) =>
        position[0] === 0 ? (gradient.fill(0)[0] ?? 0) : Number.NaN,
    };
    for (const target of [flat, island]) {
      const mechanics = targetMechanics(target, seedStream(1, 0));
      const found = findReasonableStepSize(
        mechanics,
        { q: mechanics.acquire(), gradient: mechanics.acquire(), logDensity: 0 },
        1,
      );
      expect(found).toBeGreaterThan(0);
      expect(found).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  });

  test("gives back every vector it used", () => {
    const mechanics = targetMechanics(normals([1]), seedStream(1, 0));
    const position = { q: mechanics.acquire(), gradient: mechanics.acquire(), logDensity: 0 };
    let owned = 0;
    const counting = {
      ...mechanics,
      acquire: () => {
        owned++;
        return mechanics.acquire();
      },
      release: (vector: number) => {
        owned--;
        mechanics.release(vector);
      },
    };
    findReasonableStepSize(counting, position, 1);
    expect(owned).toBe(0);
  });
});
