import { beforeAll, describe, expect, test } from "vitest";
import { deepestTreeVectors } from "../../../bench/tree-vectors.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { kernelPositions } from "../../../trainer/kernel/layout.ts";
import { densityTarget } from "../../../trainer/model/density.ts";
import { fisherPrecisions } from "../../../trainer/model/fisher-metric.ts";
import { type Problem, parameterLayout } from "../../../trainer/model/problem.ts";
import { startChain } from "../../../trainer/nuts/chain.ts";
import type { PhasePoint } from "../../../trainer/nuts/mechanics.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { hamiltonianTrajectory } from "../../../trainer/nuts/trajectory.ts";
import { evaluate, expectClose } from "../model/gradients.ts";
import { randomParameters, randomProblem, trees } from "../model/problems.ts";
import {
  expectReversible,
  expectSecondOrder,
  expectVolumeKept,
  innerProduct,
  integrate,
  kineticOf,
  pointAt,
} from "../nuts/integrator-laws.ts";
import { type OpenKernel, openKernel, variants } from "./open-kernel.ts";
import { type PhaseState, splitStep } from "./split-oracle.ts";

beforeAll(ensureKernel, 120_000);

const problem = randomProblem({ tree: trees["depth 2, 2 + 3 leaves"] });
const noisy = randomProblem({ tree: trees["uneven depth"], noise: true });

/** Numbers of a vector that stand for no parameter. */
function padding({ mechanics }: OpenKernel, vector: number): number[] {
  const used = new Set(kernelPositions(mechanics.layout));
  return [...mechanics.view(vector)].filter((_, position) => !used.has(position));
}

/** Inverse mass of every parameter, as the metric of the kernel has it. */
function inverseMasses(kernel: OpenKernel, of = problem): Float64Array {
  const at = pointAt(kernel, randomParameters(of, 7), randomParameters(of, 8));
  const unit = (k: number) => new Float64Array(kernel.mechanics.dimension).fill(1, k, k + 1);
  for (const k of [0, 1, 5, 20]) expect(innerProduct(kernel, at, unit(k), unit(k + 1))).toBeCloseTo(0, 6);
  return randomParameters(of, 7).map((_, k) => innerProduct(kernel, at, unit(k), unit(k)));
}

/** The kernel after a window of 30 random positions, the last of seed 29. */
function openAdapted(variant: (typeof variants)[number], of: Problem): OpenKernel {
  const open = openKernel(variant, of);
  const { mechanics, put } = open;
  const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
  for (let seed = 0; seed < 30; seed++) {
    put(q, randomParameters(of, seed));
    mechanics.observe({ q, gradient, logDensity: mechanics.evaluate(q, gradient) });
  }
  mechanics.adoptMetric({ q, gradient, logDensity: mechanics.evaluate(q, gradient) });
  mechanics.forgetMoments();
  return open;
}

describe.each(variants)("the %s kernel as mechanics", (variant) => {
  test.each([
    ["without noise", problem],
    ["with noise", noisy],
  ])("writes parameters and reads them back, %s", (_, each) => {
    const open = openKernel(variant, each);
    const vector = open.mechanics.acquire();
    const parameters = randomParameters(each, 7);
    open.put(vector, parameters);
    expect(open.get(vector)).toEqual(parameters);
    expect(open.mechanics.view(vector)).toHaveLength(open.mechanics.layout.length);
    expect(new Set(padding(open, vector))).toEqual(new Set([0]));
  });

  test.each([
    ["without noise", problem],
    ["with noise", noisy],
  ])("steps as the integrator in double precision does, %s, to float32's accuracy", (_, each) => {
    const kernel = openKernel(variant, each);
    const [q, p] = [randomParameters(each, 7), randomParameters(each, 8)];
    const target = densityTarget(each);
    for (const [step, steps, accuracy] of [
      [0.2, 1, 1e-5],
      [-0.2, 1, 1e-5],
      [0.1, 20, 1e-4],
    ] as const) {
      const found = integrate(kernel, pointAt(kernel, q, p), step, steps);
      let exact: PhaseState = { q, p };
      for (let k = 0; k < steps; k++) exact = splitStep(each, exact, step);
      expectClose(kernel.get(found.q), exact.q, accuracy, 1);
      expectClose(kernel.get(found.momentum), exact.p, accuracy, 1);
      const { value, gradient } = evaluate(target, exact.q);
      const slope = new Float64Array(kernel.mechanics.dimension);
      kernel.mechanics.readGradient(found, slope);
      expectClose(slope, gradient, 10 * accuracy, 1);
      const kinetic = exact.p.reduce((sum, momentum) => sum + momentum * momentum, 0) / 2;
      expectClose([found.logDensity, found.kinetic], [value, kinetic], accuracy, 1);
    }
  });

  test("turns a coordinate without data by the exact angle, however long the step", () => {
    // Likelihood to the power of 0 and fixed scales: the prior alone moves.
    const priorOnly = randomProblem({
      tree: trees["depth 2, 2 + 3 leaves"],
      likelihoodPower: 0,
      priors: [{ kind: "fixed", value: 1 }],
    });
    const kernel = openKernel(variant, priorOnly);
    const [q, p] = [randomParameters(priorOnly, 7), randomParameters(priorOnly, 8)];
    const start = pointAt(kernel, q, p);
    for (const step of [0.3, 2, -5]) {
      const end = integrate(kernel, start, step, 1);
      expectClose(
        kernel.get(end.q),
        q.map((x, k) => x * Math.cos(step) + (p[k] ?? 0) * Math.sin(step)),
        1e-5,
        1,
      );
      expect(end.kinetic - end.logDensity).toBeCloseTo(start.kinetic - start.logDensity, 3);
    }
  });

  test.each([
    ["the first metric", openKernel],
    ["a metric of its own", openAdapted],
  ])("with %s: forwards and then backwards leads back", (_, open) => {
    const kernel = open(variant, problem);
    const start = pointAt(kernel, randomParameters(problem, 7), randomParameters(problem, 8));
    expectReversible(kernel, start, 0.1, 2e-4);
  });

  test.each([
    ["the first metric", openKernel],
    ["a metric of its own", openAdapted],
  ])("with %s: volume is kept", (_, open) => {
    const tiny = randomProblem({ tree: trees["depth 2, 2 + 3 leaves"], rows: 9, features: 1, seed: 4 });
    const kernel = open(variant, tiny);
    const [q, p] = [[...randomParameters(tiny, 7)], [...randomParameters(tiny, 8)]];
    expectVolumeKept(kernel, q, p, 0.3, 0.01, 5e-3);
  });

  test.each([
    ["the first metric", openKernel, 32],
    ["a metric of its own", openAdapted, 16],
  ])("with %s: the energy error is of second order in the step", (_, open, steps) => {
    const kernel = open(variant, problem);
    const start = pointAt(kernel, randomParameters(problem, 7), randomParameters(problem, 8));
    expectSecondOrder(kernel, start, 1.6, steps);
  });

  test("a step too great diverges", () => {
    const open = openKernel(variant, problem);
    const origin = pointAt(open, randomParameters(problem, 7), randomParameters(problem, 8));
    const step = (size: number) => {
      const trajectory = hamiltonianTrajectory(open.mechanics, origin, size);
      return trajectory.isDivergent(trajectory.step(origin, 1));
    };
    expect(step(100)).toBe(true);
    expect(step(0.01)).toBe(false);
  });

  test("says that a span turns when its six products with M^-1 do", () => {
    const kernel = openAdapted(variant, problem);
    const { mechanics, put, get } = kernel;
    const position = randomParameters(problem, 7);
    const seen = { turning: 0, going: 0 };
    for (let seed = 0; seed < 100; seed++) {
      // All along one direction, some backwards, so that spans of either kind come up.
      const along = randomParameters(problem, 10 * seed + 4);
      const points = [0, 1, 2, 3].map((k) => {
        const share = 2 * mechanics.uniform() - 0.5;
        const own = randomParameters(problem, 10 * seed + k);
        return pointAt(
          kernel,
          position,
          own.map((value, i) => Math.fround(0.2 * value + share * (along[i] ?? 0))),
        );
      }) as [PhasePoint, PhasePoint, PhasePoint, PhasePoint];
      const momenta = points.map(({ momentum }) => get(momentum));
      const sum = (...of: readonly number[]) =>
        position.map((_, i) => Math.fround(of.reduce((total, k) => total + (momenta[k]?.[i] ?? 0), 0)));
      const vector = (values: Float64Array) => {
        const made = mechanics.acquire();
        put(made, values);
        return made;
      };
      const span = (first: 0 | 2, last: 1 | 3) => ({
        first: points[first].momentum,
        last: points[last].momentum,
        total: vector(sum(first, last)),
      });
      const total = mechanics.acquire();
      const turning = mechanics.turns(span(0, 1), span(2, 3), total);
      expectClose(get(total), sum(0, 1, 2, 3), 1e-6, 1);

      const product = (k: 0 | 1 | 2 | 3, of: Float64Array) =>
        innerProduct(kernel, points[k], momenta[k] ?? new Float64Array(), of);
      const products = [
        ...[product(0, sum(0, 1, 2, 3)), product(3, sum(0, 1, 2, 3))],
        ...[product(0, sum(0, 1, 2)), product(2, sum(0, 1, 2))],
        ...[product(1, sum(1, 2, 3)), product(3, sum(1, 2, 3))],
      ];
      expect(turning).toBe(products.some((value) => value <= 0));
      seen[turning ? "turning" : "going"]++;
    }
    expect(Math.min(seen.turning, seen.going)).toBeGreaterThan(10);
  });

  test("has the identity for a metric at first", () => {
    expect(new Set(inverseMasses(openKernel(variant, problem)))).toEqual(new Set([1]));
  });

  test("where scales are learned has the Fisher precisions to the power -0.6 for a metric after a window, and four times nuts-rs's ratio for scales", () => {
    const found = inverseMasses(openAdapted(variant, problem));
    const { coefficientStart } = parameterLayout(problem);
    const precisions = fisherPrecisions(problem, randomParameters(problem, 29).map(Math.fround));
    expect(Math.max(...precisions)).toBeGreaterThan(5);
    // A level is 2^(1/12) wide: the nearest is half of that off at most.
    precisions.forEach((precision, k) => {
      expect(Math.abs(Math.log2((found[coefficientStart + k] ?? 0) * precision ** 0.6))).toBeLessThan(
        0.51 / 12,
      );
    });
    const seen = Array.from({ length: 30 }, (_, seed) => randomParameters(problem, seed));
    const slopes = seen.map((at) => evaluate(densityTarget(problem), at).gradient);
    for (let f = 0; f < coefficientStart; f++) {
      const squares = (values: readonly number[]) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      };
      const column = (of: readonly Float64Array[]) => of.map((each) => each[f] ?? Number.NaN);
      const ratio = 4 * Math.sqrt(squares(column(seen)) / squares(column(slopes)));
      expect((found[f] ?? 0) / ratio).toBeCloseTo(1, 4);
    }
  });

  test("with fixed scales every coefficient has its own precision", () => {
    const fixed = randomProblem({
      tree: trees["uneven depth"],
      priors: [{ kind: "fixed", value: 3 }],
      noise: true,
    });
    const kernel = openKernel(variant, fixed);
    kernel.mechanics.adoptMetric(pointAt(kernel, randomParameters(fixed, 7), randomParameters(fixed, 8)));
    const precisions = fisherPrecisions(fixed, randomParameters(fixed, 7).map(Math.fround));
    expect(Math.max(...precisions)).toBeGreaterThan(5);
    inverseMasses(kernel, fixed).forEach((mass, k) => {
      // Noise, behind the coefficients, keeps 1.
      expect(Math.abs(Math.log2(mass * (precisions[k] ?? 1)))).toBeLessThan(0.51 / 12);
    });
  });

  test("padding stays zero, whatever is done", () => {
    const wide = randomProblem({ tree: trees["depth 2, 5 parents of 1 to 4 leaves"], noise: true });
    const open = openKernel(variant, wide);
    const { mechanics } = open;
    const chain = startChain(mechanics, { ...defaultNutsOptions, warmup: 30, maxDepth: 4 });
    for (let k = 0; k < 40; k++) {
      const { position } = chain.advance();
      expect(padding(open, position.q).every((value) => value === 0)).toBe(true);
    }
    const p = mechanics.acquire();
    mechanics.refresh(p);
    expect(padding(open, p).every((value) => value === 0)).toBe(true);
    mechanics.scatter(p, 2);
    expect(padding(open, p).every((value) => value === 0)).toBe(true);
    expect(padding(open, p).length).toBeGreaterThan(0);
  });

  test.each([1, 20, 30, 35])(
    "a chain goes on from its state after %i iterations as if nothing had happened",
    (stopAt) => {
      const options = { ...defaultNutsOptions, warmup: 30, maxDepth: 5 };
      const first = openKernel(variant, problem, 1);
      const whole = startChain(first.mechanics, options);
      for (let k = 0; k < stopAt; k++) whole.advance();
      const second = openKernel(variant, problem, 99);
      const rest = startChain(second.mechanics, options, structuredClone(whole.state()));
      for (let k = 0; k < 20; k++) {
        const [a, b] = [whole.advance(), rest.advance()];
        expect(b.iteration).toEqual(a.iteration);
        expect(second.mechanics.view(b.position.q)).toEqual(first.mechanics.view(a.position.q));
      }
    },
  );

  test("needs no more vectors the longer it runs", () => {
    const { mechanics } = openKernel(variant, problem);
    const chain = startChain(mechanics, { ...defaultNutsOptions, warmup: 20, maxDepth: 5 });
    for (let k = 0; k < 60; k++) chain.advance();
    const before = mechanics.vectors();
    for (let k = 0; k < 100; k++) chain.advance();
    // A deeper tree than ever may need five more for each level, a leak would need hundreds.
    expect(mechanics.vectors()).toBeLessThanOrEqual(before + 10);
    expect(before).toBeLessThan(40);
  });

  test("the deepest tree there can be, its metric included, holds at most 60 vectors", () => {
    // Which vectors are shared depends on what was drawn and on the directions.
    const counts = [1, 2, 3, 4, 5].map((seed) => deepestTreeVectors(problem.tree, seed));
    expect(Math.max(...counts)).toBeLessThanOrEqual(60);
    expect(Math.min(...counts)).toBeGreaterThan(50);
  });
});

/** Eight leaves and no parents: a vector is eight numbers for each of 60 features after the head, no padding among them. */
const wide = randomProblem({ tree: trees["depth 1, 8 leaves"], rows: 40, features: 60 });

/** Momenta of 500 refreshes before any window, when the metric is the identity: 480 numbers each, in the kernel's order. */
function freshMomenta(variant: (typeof variants)[number]): Float64Array {
  const { mechanics } = openKernel(variant, wide, 21);
  const p = mechanics.acquire();
  const rounds = Array.from({ length: 500 }, () => {
    mechanics.refresh(p);
    return [...mechanics.view(p).subarray(mechanics.layout.headLength)];
  });
  return Float64Array.from(rounds.flat());
}

describe.each(variants)("momenta of the %s kernel", (variant) => {
  let normals: Float64Array = new Float64Array();
  beforeAll(() => {
    normals = freshMomenta(variant);
  });
  const mean = (of: (k: number) => number) => normals.reduce((sum, _, k) => sum + of(k), 0) / normals.length;
  const at = (k: number) => normals[k % normals.length] ?? Number.NaN;
  /** 240,000 numbers; each check fails beyond 4.5 standard errors, for 1 seed in 150,000; 25 checks: 1 in 6,000. */
  const expectMean = (of: (k: number) => number, expected: number, variance: number) => {
    const deviation = (mean(of) - expected) / Math.sqrt(variance / normals.length);
    expect(Math.abs(deviation)).toBeLessThan(4.5);
  };

  test("are normal: four moments and the tails", () => {
    expect(normals).toHaveLength(240_000);
    expectMean(at, 0, 1);
    expectMean((k) => at(k) ** 2, 1, 2);
    expectMean((k) => at(k) ** 3, 0, 15);
    expectMean((k) => at(k) ** 4, 3, 96);
    expectMean((k) => (Math.abs(at(k)) > 0.6744898 ? 1 : 0), 0.5, 0.25);
    expectMean((k) => (Math.abs(at(k)) > 2 ? 1 : 0), 0.0455003, 0.04343);
    expectMean((k) => (Math.abs(at(k)) > 3.5 ? 1 : 0), 4.6526e-4, 4.6504e-4);
  });

  test("are independent across lanes, neighbouring vectors, pairs and refreshes", () => {
    for (const lag of [1, 2, 3, 4, 5, 7, 8, 16, 480]) expectMean((k) => at(k) * at(k + lag), 0, 1);
    // The two numbers of a pair (Box and Muller) share their radius; their squares must not be seen to.
    for (const lag of [1, 2, 3, 4, 8]) expectMean((k) => (at(k) ** 2 - 1) * (at(k + lag) ** 2 - 1), 0, 4);
    for (const lane of [0, 1, 2, 3]) {
      const own = normals.filter((_, k) => k % 4 === lane);
      const average = own.reduce((sum, value) => sum + value, 0) / own.length;
      expect(Math.abs(average) * Math.sqrt(own.length)).toBeLessThan(4.5);
    }
  });

  test("have variance M under a metric of the kernel's own, and bring their kinetic energy", () => {
    // sqrt(m) p is standard normal, and p' M^-1 p is chi-squared. 38 checks at 5 standard errors: fails for 1 seed in 45,000.
    const kernel = openAdapted(variant, problem);
    const { mechanics, get } = kernel;
    const { dimension } = mechanics;
    const point = pointAt(kernel, randomParameters(problem, 7), new Float64Array(dimension));
    const masses = randomParameters(problem, 7).map((_, k) => {
      const unit = new Float64Array(dimension).fill(1, k, k + 1);
      return innerProduct(kernel, point, unit, unit);
    });
    const rounds = Array.from({ length: 4000 }, () => {
      const kinetic = mechanics.refresh(point.momentum);
      expect(kinetic / kineticOf(kernel, point)).toBeCloseTo(1, 4);
      return { kinetic, normals: get(point.momentum).map((p, k) => p * Math.sqrt(masses[k] ?? Number.NaN)) };
    });
    const deviation = (of: (round: (typeof rounds)[number]) => number, expected: number) => {
      const values = rounds.map(of);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return Math.abs(mean - expected) / Math.sqrt(variance / values.length);
    };
    expect(deviation(({ kinetic }) => kinetic, dimension / 2)).toBeLessThan(5);
    expect(deviation(({ kinetic }) => (kinetic - dimension / 2) ** 2, dimension / 2)).toBeLessThan(5);
    for (let i = 0; i < dimension; i += 3) {
      expect(deviation(({ normals }) => (normals[i] ?? 0) ** 2, 1)).toBeLessThan(5);
      const j = (i + 1) % dimension;
      expect(deviation(({ normals }) => (normals[i] ?? 0) * (normals[j] ?? 0), 0)).toBeLessThan(5);
    }
  });
});

test("a random start is uniform in the radius, every coordinate of its own", () => {
  // 24,000 numbers; two checks at 4.5 standard errors: fails for 1 seed in 75,000.
  const { mechanics, get } = openKernel("relaxed", problem, 31);
  const q = mechanics.acquire();
  const values = Array.from({ length: 500 }, () => {
    mechanics.scatter(q, 2);
    return [...get(q)];
  }).flat();
  const mean = (of: (value: number) => number) =>
    values.reduce((sum, value) => sum + of(value), 0) / values.length;
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
  expect(Math.abs(mean((x) => x)) * Math.sqrt(values.length / (4 / 3))).toBeLessThan(4.5);
  expect(Math.abs(mean((x) => x * x) - 4 / 3) * Math.sqrt(values.length / (16 / 5 - 16 / 9))).toBeLessThan(
    4.5,
  );
  expect(new Set(values).size).toBeGreaterThan(0.99 * values.length);
});

test("chance in the sampler: uniform numbers in [0, 1), and coins for the directions", () => {
  // 50,000 numbers; three checks at 4.5 standard errors: fails for 1 seed in 50,000.
  const { mechanics } = openKernel("relaxed", problem, 41);
  const count = 50_000;
  const uniforms = Array.from({ length: count }, () => mechanics.uniform());
  expect(uniforms.every((u) => u >= 0 && u < 1)).toBe(true);
  const mean = uniforms.reduce((sum, u) => sum + u, 0) / count;
  const squares = uniforms.reduce((sum, u) => sum + u * u, 0) / count;
  expect(Math.abs(mean - 1 / 2) * Math.sqrt(12 * count)).toBeLessThan(4.5);
  expect(Math.abs(squares - 1 / 3) * Math.sqrt((45 / 4) * count)).toBeLessThan(4.5);
  let ones = 0;
  for (let k = 0; k < count; k++) ones += (mechanics.bits() & 1) + ((mechanics.bits() >>> 9) & 1);
  expect(Math.abs(ones - count) / Math.sqrt(count / 2)).toBeLessThan(4.5);
});
