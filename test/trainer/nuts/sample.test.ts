import { describe, expect, test } from "vitest";
import { effectiveSampleSize } from "../../../trainer/diagnostics/effective-sample-size.ts";
import { startChain } from "../../../trainer/nuts/chain.ts";
import type { Mechanics, Vector } from "../../../trainer/nuts/mechanics.ts";
import { defaultNutsOptions, StartError } from "../../../trainer/nuts/options.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import { sample } from "../../../trainer/nuts/sample.ts";
import { fitToTurn } from "../../../trainer/nuts/step-size.ts";
import type { Target } from "../../../trainer/nuts/target.ts";
import { targetMechanics } from "../../../trainer/nuts/target-mechanics.ts";
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

  test("the same seed gives the same draws, another seed others, and a chain does not depend on how many there are", () => {
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

  test("works without any warm-up", () => {
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

describe("bad input", () => {
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
      const wall: Target = {
        dimension: 1,
        logDensityAndGradient: (position, gradient) => {
          const x = position[0] ?? 0;
          gradient[0] = -x;
          return x > 1 ? bad : -(x * x) / 2;
        },
      };
      const { chains } = sample(wall, { seed: 1, chains: 2, warmup: 100, draws: 200 });
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

  test("a start radius of the user's own is kept to", () => {
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

  test("an error of the target's own comes through as it is", () => {
    const mine = new TypeError("mine");
    const target: Target = {
      dimension: 1,
      logDensityAndGradient: () => {
        throw mine;
      },
    };
    expect(() => sample(target, { seed: 1 })).toThrow(mine);
  });

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
    [
      { stepSize: { ...defaultNutsOptions.stepSize, target: 1 } },
      "stepSize.target is 1; it must be above 0 and below 1.",
    ],
  ])("%j is refused", (options, message) => {
    expect(() => sample(normals([1]), { seed: 1, ...options })).toThrow(
      new RegExp(`^${message.replaceAll(".", "\\.")}`),
    );
  });

  test("a target without dimensions is refused", () => {
    expect(() => sample(normals([]), { seed: 1 })).toThrow(
      "dimension is 0; it must be a whole number of at least 1.",
    );
  });
});

describe("a chain", () => {
  const options = { ...defaultNutsOptions, warmup: 60 };

  test.each([0, 1, 5, 25, 59, 60, 80])(
    "goes on from its state after %i iterations as if nothing had happened",
    (stopAt) => {
      const first = targetMechanics(coupled, seedStream(4, 0));
      const whole = startChain(first, options);
      for (let k = 0; k < stopAt; k++) whole.advance();
      const state = structuredClone(whole.state());

      const second = targetMechanics(coupled, seedStream(99, 99));
      const rest = startChain(second, options, state);
      expect(rest.done()).toBe(stopAt);
      for (let k = 0; k < 40; k++) {
        const [a, b] = [whole.advance(), rest.advance()];
        expect(b.iteration).toEqual(a.iteration);
        expect(second.read(b.position.q)).toEqual(first.read(a.position.q));
        expect(second.read(b.position.gradient)).toEqual(first.read(a.position.gradient));
      }
    },
  );

  test("holds as many vectors after an iteration as before: position and gradient", () => {
    const mechanics = targetMechanics(coupled, seedStream(4, 0));
    const owners = new Map<Vector, number>();
    const add = (vector: Vector, by: number) => {
      const left = (owners.get(vector) ?? 0) + by;
      if (left === 0) owners.delete(vector);
      else owners.set(vector, left);
      return vector;
    };
    const counting: Mechanics = {
      ...mechanics,
      acquire: () => add(mechanics.acquire(), 1),
      retain: (vector) => add(mechanics.retain(vector), 1),
      release: (vector) => mechanics.release(add(vector, -1)),
    };
    const chain = startChain(counting, options);
    for (let k = 0; k < 120; k++) {
      const { position } = chain.advance();
      expect(owners).toEqual(
        new Map([
          [position.q, 1],
          [position.gradient, 1],
        ]),
      );
    }
  });

  test("in warm-up trees stop at its own depth; after it the step size meets the turning time, where that is known", () => {
    const turningTime = Math.PI;
    const run = (more: Partial<typeof options>) => {
      const mechanics = targetMechanics(normals(new Array(50).fill(1)), seedStream(4, 0));
      const chain = startChain(mechanics, { ...options, warmup: 60, ...more });
      const iterations = Array.from({ length: 100 }, () => chain.advance().iteration);
      return {
        warmUpDepths: iterations.slice(0, 60).map(({ depth }) => depth),
        depths: iterations.slice(60).map(({ depth }) => depth),
        stepSize: iterations.at(-1)?.stepSize ?? Number.NaN,
      };
    };
    // At a target of 0.99 trees take three doublings, at the first step sizes more.
    const careful = { ...options.stepSize, target: 0.99 };
    const free = run({ stepSize: careful });
    const fitted = run({ stepSize: careful, warmUpMaxDepth: 2, turningTime });
    expect(Math.max(...free.warmUpDepths)).toBeGreaterThan(2);
    expect(Math.max(...fitted.warmUpDepths)).toBe(2);
    expect(Math.max(...fitted.depths)).toBeGreaterThan(2);
    // A turning time that is a tenth more than seven steps take asks for longer steps.
    const long = (7 * free.stepSize * 1.1) / 1.08;
    const longer = run({ stepSize: careful, turningTime: long });
    expect(longer.stepSize / free.stepSize).toBeCloseTo(1.1, 9);
    expect(fitToTurn(fitted.stepSize, turningTime)).toBe(fitted.stepSize);
  });

  test("starts that are given are tried like random ones, and leave no vectors behind", () => {
    const mechanics = targetMechanics(normals([1]), seedStream(1, 0));
    let tries = 0;
    const startAfter = (bad: number) => () => {
      const logDensity = ++tries > bad ? 0 : Number.NaN;
      return { q: mechanics.acquire(), gradient: mechanics.acquire(), logDensity };
    };
    expect(() => startChain(mechanics, { ...options, start: startAfter(100) })).toThrow(
      /not finite at any of 100 starts that it was given/,
    );
    expect(tries).toBe(100);
    expect(mechanics.acquire()).toBeLessThan(2);
    tries = 0;
    expect(() => startChain(mechanics, { ...options, start: startAfter(99) })).not.toThrow();
    expect(tries).toBe(100);
  });
});
