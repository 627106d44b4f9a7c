import { describe, expect, test } from "vitest";
import { effectiveSampleSize } from "../../../trainer/diagnostics/effective-sample-size.ts";
import { sample } from "../../../trainer/nuts/sample.ts";
import type { Target } from "../../../trainer/nuts/target.ts";
import { coupled, normals } from "./targets.ts";

/** Mean (1, -2), standard deviations 1 and 3, correlation 0.9. */
const correlated: Target = {
  dimension: 2,
  logDensityAndGradient: (position, gradient) => {
    const x = (position[0] ?? 0) - 1;
    const y = ((position[1] ?? 0) + 2) / 3;
    const precision = 1 / (1 - 0.81);
    gradient[0] = -precision * (x - 0.9 * y);
    gradient[1] = (-precision * (y - 0.9 * x)) / 3;
    return (-precision * (x * x - 1.8 * x * y + y * y)) / 2;
  },
};

describe("sampling", () => {
  test("recovers means and covariances of a correlated normal", () => {
    // Five moments, each within 4.5 Monte Carlo standard errors: fails for about 1 seed in 30,000.
    const { chains } = sample(correlated, { seed: 1, warmup: 500, draws: 1000 });
    const check = (of: (x: number, y: number) => number, expected: number) => {
      const values = chains.map(({ draws }) => Float64Array.from(draws, ([x = 0, y = 0]) => of(x, y)));
      const all = values.flatMap((chain) => [...chain]);
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
      const error = Math.sqrt(variance / effectiveSampleSize(values));
      expect(Math.abs(mean - expected)).toBeLessThan(4.5 * error);
      expect(error).toBeLessThan(0.5);
    };
    check((x) => x, 1);
    check((_, y) => y, -2);
    check((x) => (x - 1) ** 2, 1);
    check((_, y) => (y + 2) ** 2, 9);
    check((x, y) => (x - 1) * (y + 2), 2.7);
  });

  test("draws depend on seed and chain number alone", () => {
    const run = (seed: number, chains: number) =>
      sample(coupled, { seed, chains, warmup: 50, draws: 20 }).chains;
    expect(run(1, 2)).toEqual(run(1, 2));
    expect(run(1, 1)[0]).toEqual(run(1, 2)[0]);
    expect(run(2, 1)[0]?.draws).not.toEqual(run(1, 1)[0]?.draws);
    expect(run(1, 2)[1]?.draws).not.toEqual(run(1, 2)[0]?.draws);
  });

  test("draws are copies, and iterations say what was done", () => {
    const [chain] = sample(coupled, { seed: 1, chains: 1, warmup: 100, draws: 50 }).chains;
    expect(new Set(chain?.draws).size).toBe(50);
    expect(chain?.iterations.map(({ index }) => index)).toEqual(
      Array.from({ length: 50 }, (_, k) => 100 + k),
    );
    for (const { steps, depth, acceptance, end, isWarmUp, logDensity, energy } of chain?.iterations ?? []) {
      expect(isWarmUp).toBe(false);
      expect(steps).toBeGreaterThan(0);
      expect(steps).toBeLessThan(2 ** depth);
      expect(acceptance).toBeGreaterThan(0);
      expect(acceptance).toBeLessThanOrEqual(1);
      expect(end.kind).toBe("turning");
      expect(energy).toBeGreaterThan(0);
      expect(logDensity).toBeLessThanOrEqual(0);
    }
    const sizes = new Set(chain?.iterations.map(({ stepSize }) => stepSize));
    expect(sizes.size, "the step size rests after warm-up").toBe(1);
  });

  test("the log density of an iteration is that of its draw", () => {
    const [chain] = sample(coupled, { seed: 3, chains: 1, warmup: 20, draws: 30 }).chains;
    chain?.draws.forEach((draw, k) => {
      const exact = coupled.logDensityAndGradient(draw, new Float64Array(2));
      expect(chain.iterations[k]?.logDensity).toBe(exact);
    });
  });

  test("samples without warm-up", () => {
    const [chain] = sample(normals([1]), { seed: 1, chains: 1, warmup: 0, draws: 200 }).chains;
    expect(chain?.draws).toHaveLength(200);
    expect(new Set(chain?.draws.map(([x]) => x)).size).toBeGreaterThan(100);
  });

  test("depth is limited as asked, and the limit is reported", () => {
    const { chains } = sample(correlated, { seed: 1, chains: 1, warmup: 100, draws: 50, maxDepth: 2 });
    const iterations = chains[0]?.iterations ?? [];
    expect(Math.max(...iterations.map(({ steps }) => steps))).toBe(3);
    const cut = iterations.filter(({ end }) => end.kind === "max-depth");
    expect(cut.length).toBeGreaterThan(10);
    expect(new Set(cut.map(({ depth, steps }) => `${depth} ${steps}`))).toEqual(new Set(["2 3"]));
  });
});

describe("bad options", () => {
  test.each([
    [{ draws: 0 }, "draws is 0; it must be a whole number of at least 1."],
    [{ draws: 1.5 }, "draws is 1.5"],
    [{ draws: Number.NaN }, "draws is NaN"],
    [{ chains: 0 }, "chains is 0"],
    [{ warmup: -1 }, "warmup is -1; it must be a whole number of at least 0."],
    [{ maxDepth: 0 }, "maxDepth is 0"],
    [{ maxDepth: Number.POSITIVE_INFINITY }, "maxDepth is Infinity"],
    [{ warmUpMaxDepth: 0 }, "warmUpMaxDepth is 0"],
    [{ chains: -1 }, "chains is -1"],
    [{ seed: Number.NaN }, "seed is NaN; it must be a whole number of at least 0."],
    [{ seed: -1 }, "seed is -1"],
    [{ startRadius: 0 }, "startRadius is 0; it must be above 0 and finite."],
    [{ startRadius: Number.NaN }, "startRadius is NaN"],
    [{ startRadius: Number.POSITIVE_INFINITY }, "startRadius is Infinity"],
    [{ stepSize: { target: 1 } }, "stepSize.target is 1; it must be above 0 and below 1."],
  ])("%j is refused", (options, message) => {
    expect(() => sample(normals([1]), { seed: 1, ...options })).toThrow(
      new RegExp(`^${message.replaceAll(".", "\\.")}`),
    );
  });

  test("a mean acceptance can be given alone", () => {
    const acceptance = (target: number) => {
      const options = { seed: 4, chains: 1, warmup: 300, draws: 300, stepSize: { target } };
      const iterations = sample(correlated, options).chains[0]?.iterations ?? [];
      return iterations.reduce((sum, one) => sum + one.acceptance, 0) / iterations.length;
    };
    expect(acceptance(0.95)).toBeGreaterThan(acceptance(0.6) + 0.1);
  });

  test("a target without dimensions is refused", () => {
    expect(() => sample(normals([]), { seed: 1 })).toThrow(
      "dimension is 0; it must be a whole number of at least 1.",
    );
  });
});
