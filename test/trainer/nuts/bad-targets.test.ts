import { describe, expect, test } from "vitest";
import { StartError } from "../../../trainer/nuts/options.ts";
import { sample } from "../../../trainer/nuts/sample.ts";
import type { Target } from "../../../trainer/nuts/target.ts";

describe("a bad target", () => {
  const onlyAt = (logDensity: number, gradientValue = 0): Target => ({
    dimension: 2,
    logDensityAndGradient: (_, gradient) => {
      gradient.fill(gradientValue);
      return logDensity;
    },
  });

  test.each([
    ["NaN", onlyAt(Number.NaN)],
    ["minus infinity", onlyAt(Number.NEGATIVE_INFINITY)],
    ["plus infinity", onlyAt(Number.POSITIVE_INFINITY)],
    ["a gradient of NaN", onlyAt(0, Number.NaN)],
    ["a gradient of infinity", onlyAt(0, Number.POSITIVE_INFINITY)],
  ])("%s everywhere is an error after 100 starts", (_, target) => {
    let evaluations = 0;
    const counted: Target = {
      ...target,
      logDensityAndGradient: (position, gradient) => {
        evaluations++;
        return target.logDensityAndGradient(position, gradient);
      },
    };
    const run = () => sample(counted, { seed: 1 });
    expect(run).toThrow(StartError);
    expect(evaluations).toBe(100);
    expect(run).toThrow(
      "The log density or its gradient is not finite at any of 100 random starts in [-2, 2]; check the target, or start nearer to " +
        "where it has mass with a smaller start radius.",
    );
  });

  test("a target that is finite in a part of the starts only is sampled", () => {
    const halfNormal: Target = {
      dimension: 1,
      logDensityAndGradient: (position, gradient) => {
        const x = position[0] ?? 0;
        if (x < 1.5) return Number.NaN;
        gradient[0] = -x;
        return -(x * x) / 2;
      },
    };
    const { chains } = sample(halfNormal, { seed: 1, chains: 1, warmup: 200, draws: 200 });
    expect(chains[0]?.draws.every(([x = 0]) => x >= 1.5)).toBe(true);
    expect(chains[0]?.iterations.some(({ end }) => end.kind === "divergent")).toBe(true);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "a target that becomes %s on the way is a divergence, and no draw is from there",
    (bad) => {
      const cliff: Target = {
        dimension: 1,
        logDensityAndGradient: (position, gradient) => {
          const x = position[0] ?? 0;
          gradient[0] = -x;
          return x > 1 ? bad : -(x * x) / 2;
        },
      };
      const { chains } = sample(cliff, { seed: 1, chains: 2, warmup: 100, draws: 200 });
      for (const { draws, iterations } of chains) {
        expect(Math.max(...draws.map(([x = Number.NaN]) => x))).toBeLessThanOrEqual(1);
        expect(new Set(draws.map(([x]) => x)).size).toBeGreaterThan(20);
        expect(iterations.some(({ end }) => end.kind === "divergent")).toBe(true);
        expect(iterations.every(({ logDensity }) => Number.isFinite(logDensity))).toBe(true);
      }
    },
  );

  test("starts are tried again until one is finite", () => {
    let evaluations = 0;
    const late: Target = {
      dimension: 1,
      logDensityAndGradient: (position, gradient) => {
        gradient[0] = -(position[0] ?? 0);
        return ++evaluations < 100 ? Number.NaN : -((position[0] ?? 0) ** 2) / 2;
      },
    };
    expect(() => sample(late, { seed: 1, chains: 1, warmup: 5, draws: 5 })).not.toThrow();
  });

  test("starts are within the start radius", () => {
    const seen: number[] = [];
    const narrow: Target = {
      dimension: 1,
      logDensityAndGradient: (position) => {
        seen.push(Math.abs(position[0] ?? 0));
        return Number.NaN;
      },
    };
    expect(() => sample(narrow, { seed: 1, startRadius: 0.01 })).toThrow("[-0.01, 0.01]");
    expect(Math.max(...seen)).toBeLessThanOrEqual(0.01);
  });

  test("a gradient that is too short, not written, or added to in place of set", () => {
    const target = (write: (gradient: Float64Array) => void): Target => ({
      dimension: 3,
      logDensityAndGradient: (_, gradient) => {
        write(gradient);
        return 0;
      },
    });
    const run = (write: (gradient: Float64Array) => void) => () =>
      sample(target(write), { seed: 1, warmup: 0, draws: 1 });
    expect(run((gradient) => gradient.set([0, 0]))).toThrow(RangeError);
    expect(run((gradient) => gradient.set([0, 0]))).toThrow(
      "The target did not set component 2 of its gradient, which has length 3; it must set every component, not add to it, at every " +
        "evaluation.",
    );
    expect(run(() => {})).toThrow("component 0");
    expect(
      run((gradient) => {
        for (let i = 0; i < 3; i++) gradient[i] = (gradient[i] ?? 0) + 1;
      }),
    ).toThrow("component 0");
    expect(run((gradient) => gradient.set([0, 0, 0]))).not.toThrow();
  });

  test("a gradient that is too long", () => {
    const target: Target = {
      dimension: 1,
      logDensityAndGradient: (_, gradient) => {
        gradient.set([1, 2]);
        return 0;
      },
    };
    expect(() => sample(target, { seed: 1 })).toThrow(
      /position and gradient have length 1, and it must write no more/,
    );
  });

  test("an error of the target passes through", () => {
    const mine = new TypeError("mine");
    const target: Target = {
      dimension: 1,
      logDensityAndGradient: () => {
        throw mine;
      },
    };
    expect(() => sample(target, { seed: 1 })).toThrow(mine);
  });
});
