import { beforeAll, describe, expect, test } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { randomParameters, randomProblem, trees } from "../model/problems.ts";
import { innerProduct, kineticOf, pointAt } from "../nuts/integrator-laws.ts";
import { openAdapted, problem } from "./adapted-kernel.ts";
import { openKernel, variants } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

/**
 * Eight leaves and no parents: after the head, a vector has eight numbers for each of 60 features.
 */
const wide = randomProblem({ tree: trees["depth 1, 8 leaves"], rows: 40, features: 60 });

/**
 * 500 momenta before any window, when the metric is the identity. Each has 480 numbers, in the
 * kernel's order.
 */
function freshMomenta(variant: (typeof variants)[number]): Float64Array {
  const { mechanics } = openKernel(variant, wide, 21);
  const p = mechanics.acquire();
  const rounds = Array.from({ length: 500 }, () => {
    mechanics.refreshMomentum(p);
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
  /**
   * 240,000 numbers. A check fails beyond 4.5 standard errors, for 1 seed in 150,000. For 25
   * checks that is 1 in 6,000.
   */
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
    // The two numbers of a pair (Box and Muller) share their radius. Their squares must be
    // independent.
    for (const lag of [1, 2, 3, 4, 8]) expectMean((k) => (at(k) ** 2 - 1) * (at(k + lag) ** 2 - 1), 0, 4);
    for (const lane of [0, 1, 2, 3]) {
      const own = normals.filter((_, k) => k % 4 === lane);
      const average = own.reduce((sum, value) => sum + value, 0) / own.length;
      expect(Math.abs(average) * Math.sqrt(own.length)).toBeLessThan(4.5);
    }
  });

  test("have variance M under an adapted metric, and the kinetic energy returned", () => {
    // sqrt(m) p is standard normal, and p' M^-1 p is chi-squared. 38 checks at 5 standard errors
    // fail for 1 seed in 45,000.
    const kernel = openAdapted(variant, problem);
    const { mechanics, get } = kernel;
    const { dimension } = mechanics;
    const point = pointAt(kernel, randomParameters(problem, 7), new Float64Array(dimension));
    const masses = randomParameters(problem, 7).map((_, k) => {
      const unit = new Float64Array(dimension).fill(1, k, k + 1);
      return innerProduct(kernel, point, unit, unit);
    });
    const rounds = Array.from({ length: 4000 }, () => {
      const kinetic = mechanics.refreshMomentum(point.momentum);
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
    mechanics.drawStart(q, 2);
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

test("uniform numbers are in [0, 1), and direction bits are fair coins", () => {
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
  for (let k = 0; k < count; k++) ones += (mechanics.randomBits() & 1) + ((mechanics.randomBits() >>> 9) & 1);
  expect(Math.abs(ones - count) / Math.sqrt(count / 2)).toBeLessThan(4.5);
});
