import { describe, expect, test } from "vitest";
import type { Position, Span } from "../../../trainer/nuts/mechanics.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import type { Target } from "../../../trainer/nuts/target.ts";
import { targetMechanics } from "../../../trainer/nuts/target-mechanics.ts";
import { divergenceThreshold, hamiltonianTrajectory } from "../../../trainer/nuts/trajectory.ts";
import {
  expectReversible,
  expectSecondOrder,
  expectVolumeKept,
  integrate,
  type OpenMechanics,
  pointAt,
} from "./integrator-laws.ts";
import { coupled, normals } from "./targets.ts";

function openMechanics(target: Target, seed = 1): OpenMechanics {
  const mechanics = targetMechanics(target, seedStream(seed, 0));
  return {
    mechanics,
    put: (vector, values) => mechanics.read(vector).set(values),
    get: (vector) => mechanics.read(vector).slice(),
  };
}

/** Normals of deviations 0.1 and 10, with the metric that two draws of theirs make. */
function openAdapted(seed = 1): OpenMechanics {
  const open = openMechanics(normals([0.1, 10]), seed);
  for (const at of [
    [0.05, 3],
    [-0.2, 11],
  ]) {
    open.mechanics.observe(pointAt(open, at, [0, 0]));
  }
  open.mechanics.adoptMetric(pointAt(open, [0, 0], [0, 0]));
  return open;
}

describe("the leapfrog integrator", () => {
  test("one step is kick, drift, kick", () => {
    const open = openMechanics(normals([1, 2]));
    const end = integrate(open, pointAt(open, [1, 2], [0.5, -1]), 0.1, 1);
    // By hand: gradient (-1, -0.5); half kick (0.45, -1.025); drift (1.045, 1.8975); gradient (-1.045, -0.474375).
    expect([...open.get(end.q)]).toEqual([expect.closeTo(1.045, 12), expect.closeTo(1.8975, 12)]);
    expect([...open.get(end.momentum)]).toEqual([
      expect.closeTo(0.45 - 0.05 * 1.045, 12),
      expect.closeTo(-1.025 - 0.05 * 0.474375, 12),
    ]);
    expect(end.logDensity).toBeCloseTo(-(1.045 ** 2) / 2 - 1.8975 ** 2 / 8, 12);
    expect(end.kinetic).toBeCloseTo((0.39775 ** 2 + 1.04871875 ** 2) / 2, 12);
  });

  test("forwards and then backwards leads back", () => {
    const open = openMechanics(coupled);
    expectReversible(open, pointAt(open, [0.8, -0.6], [0.7, 1.1]), 0.2, 1e-12);
  });

  test("volume is kept", () => {
    expectVolumeKept(openMechanics(coupled), [0.8, -0.6], [0.7, 1.1], 0.3, 1e-4, 1e-7);
  });

  test("the energy error is of second order in the step", () => {
    const open = openMechanics(coupled);
    expectSecondOrder(open, pointAt(open, [0.8, -0.6], [0.7, 1.1]), 2, 20);
  });

  test("all of it holds with a metric too", () => {
    const open = openMechanics(normals([0.01, 100]));
    const { mechanics, put } = open;
    const seen: Position = { q: mechanics.acquire(), gradient: mechanics.acquire(), logDensity: 0 };
    for (const sign of [1, -1]) {
      put(seen.q, [sign * 0.01, sign * 100]);
      mechanics.evaluate(seen.q, seen.gradient);
      mechanics.observe(seen);
    }
    mechanics.adoptMetric(seen);
    // In units of the target the harmonic oscillator turns with period 2 pi, whatever the scales were.
    const end = integrate(open, pointAt(open, [0.01, 100], [0, 0]), (2 * Math.PI) / 1000, 1000);
    expect([...open.get(end.q)]).toEqual([expect.closeTo(0.01, 6), expect.closeTo(100, 2)]);
    const quarter = integrate(open, pointAt(open, [0.01, 100], [0, 0]), (0.5 * Math.PI) / 1000, 1000);
    expect(Math.abs(open.get(quarter.q)[1] ?? 100)).toBeLessThan(0.01);
  });
});

describe("a trajectory", () => {
  test("diverges where the energy error is over the threshold, or is no number", () => {
    expect(divergenceThreshold).toBe(1000);
    const open = openMechanics(normals([1]));
    const origin = pointAt(open, [0], [0]);
    const trajectory = hamiltonianTrajectory(open.mechanics, origin, 0.1);
    const at = (logDensity: number) => ({ ...origin, logDensity });
    expect(trajectory.isDivergent(at(-1000))).toBe(false);
    expect(trajectory.isDivergent(at(-1001))).toBe(true);
    expect(trajectory.isDivergent(at(Number.NaN))).toBe(true);
    expect(trajectory.isDivergent(at(Number.NEGATIVE_INFINITY))).toBe(true);
    expect(trajectory.isDivergent({ ...origin, kinetic: Number.POSITIVE_INFINITY })).toBe(true);
    // A gain in density is no divergence however great.
    expect(trajectory.isDivergent(at(5000))).toBe(false);
    expect(trajectory.logWeight(at(-3))).toBe(-3);
    expect(trajectory.logWeight(at(Number.NaN))).toBe(Number.NEGATIVE_INFINITY);
  });

  test("a step too great for a narrow target diverges", () => {
    const open = openMechanics(normals([0.01]));
    const origin = pointAt(open, [0], [1]);
    const trajectory = hamiltonianTrajectory(open.mechanics, origin, 1);
    expect(trajectory.isDivergent(trajectory.step(origin, 1))).toBe(true);
    const careful = hamiltonianTrajectory(open.mechanics, origin, 0.001);
    expect(careful.isDivergent(careful.step(origin, 1))).toBe(false);
  });

  test("choose takes the other with probability exp(min(0, logProbability)) and releases the loser", () => {
    // 20,000 draws of a coin of 0.3: outside 0.3 +- 0.0146 (4.5 standard errors) once in 150,000 seeds.
    const { mechanics, put } = openMechanics(normals([1]), 5);
    const origin = pointAt({ mechanics, put, get: () => new Float64Array() }, [0], [0]);
    const trajectory = hamiltonianTrajectory(mechanics, origin, 0.1);
    const drawAfterStep = () => {
      const state = trajectory.step(origin, 1);
      const draw = trajectory.drawOf(state);
      trajectory.release(state);
      return draw;
    };
    let taken = 0;
    for (let k = 0; k < 20_000; k++) {
      const other = drawAfterStep();
      const chosen = trajectory.choose(trajectory.drawOf(origin), other, Math.log(0.3));
      if (chosen === other) taken++;
      trajectory.releaseDraw(chosen);
    }
    expect(Math.abs(taken / 20_000 - 0.3)).toBeLessThan(0.0146);
    const always = drawAfterStep();
    expect(trajectory.choose(trajectory.drawOf(origin), always, 0)).toBe(always);
    const never = drawAfterStep();
    const own = trajectory.drawOf(origin);
    expect(trajectory.choose(own, never, Number.NEGATIVE_INFINITY)).toBe(own);
    expect(() => trajectory.releaseDraw(never)).toThrow(/released more often/);
  });
});

describe("the U-turn criterion", () => {
  const open = openMechanics(normals([1, 1]));
  const { mechanics, put, get } = open;
  const span = (...momenta: readonly (readonly [number, number])[]): Span => {
    const vector = (values: ArrayLike<number>) => {
      const made = mechanics.acquire();
      put(made, values);
      return made;
    };
    const total = momenta.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    return { first: vector(momenta[0] ?? []), last: vector(momenta.at(-1) ?? []), total: vector(total) };
  };
  const turns = (earlier: Span, later: Span) => {
    const total = mechanics.acquire();
    return { turning: mechanics.turns(earlier, later, total), total: [...get(total)] };
  };

  test("straight on does not turn, and the totals are added", () => {
    expect(turns(span([1, 0], [1, 0.1]), span([1, 0.2], [1, 0.3]))).toEqual({
      turning: false,
      total: [4, expect.closeTo(0.6, 12)],
    });
  });

  test.each([
    ["the last momentum points back", span([1, 0], [1, 0]), span([1, 0], [-0.1, 0])],
    ["the first momentum points back", span([-0.1, 0], [1, 0]), span([1, 0], [1, 0])],
    [
      "only the join of the earlier half with the next state turns",
      span([1, 0.1], [-3, 0.1]),
      span([1, 0.1], [9, 0.1]),
    ],
    [
      "only the join of the later half with the state before turns",
      span([9, 0.1], [1, 0.1]),
      span([-3, 0.1], [1, 0.1]),
    ],
    ["a momentum is no number", span([1, 0], [1, 0]), span([1, 0], [Number.NaN, 0])],
  ])("%s", (_, earlier, later) => {
    expect(turns(earlier, later).turning).toBe(true);
  });

  test("the same stretch walked backwards in time turns as well, and only then", () => {
    const back = ({ first, last, total }: Span): Span => {
      const flip = (vector: number) => {
        const made = mechanics.acquire();
        put(
          made,
          get(vector).map((value) => -value),
        );
        return made;
      };
      return { first: flip(last), last: flip(first), total: flip(total) };
    };
    let turning = 0;
    for (let k = 0; k < 500; k++) {
      const draw = () => [mechanics.uniform() - 0.2, mechanics.uniform() - 0.5] as const;
      const [earlier, later] = [span(draw(), draw()), span(draw(), draw())];
      const forwards = turns(earlier, later).turning;
      expect(turns(back(later), back(earlier)).turning).toBe(forwards);
      if (forwards) turning++;
    }
    expect(turning).toBeGreaterThan(50);
    expect(turning).toBeLessThan(450);
  });
});

describe("the metric", () => {
  test("starts as one over the size of the gradient", () => {
    const open = openMechanics(normals([0.1, 10]));
    const point = pointAt(open, [1, 1], [0, 0]);
    open.mechanics.guessMetric(point);
    const { inverseMass } = open.mechanics.snapshot(point);
    expect([...new Float64Array(inverseMass.buffer)]).toEqual([
      expect.closeTo(0.01, 12),
      expect.closeTo(100, 9),
    ]);
  });

  test("becomes sqrt(var(position) / var(gradient)): the variance of a normal, exactly, from two draws", () => {
    const open = openAdapted();
    const { inverseMass } = open.mechanics.snapshot(pointAt(open, [0, 0], [0, 0]));
    expect([...new Float64Array(inverseMass.buffer)]).toEqual([
      expect.closeTo(0.01, 12),
      expect.closeTo(100, 9),
    ]);
  });

  test("stays where the draws say nothing", () => {
    const open = openMechanics(normals([0.1, 10]));
    const { mechanics } = open;
    mechanics.observe(pointAt(open, [1, 1], [0, 0]));
    mechanics.adoptMetric(pointAt(open, [0, 0], [0, 0]));
    const { inverseMass } = mechanics.snapshot(pointAt(open, [0, 0], [0, 0]));
    expect([...new Float64Array(inverseMass.buffer)]).toEqual([1, 1]);
  });

  test("is restored, and all else with it, from bytes in the middle of a larger buffer", () => {
    const open = openAdapted(9);
    const { mechanics } = open;
    const snapshot = mechanics.snapshot(pointAt(open, [1, 2], [0, 0]));
    const within = (bytes: Uint8Array) =>
      Buffer.concat([Buffer.alloc(8, 1), bytes, Buffer.alloc(24, 2)]).subarray(8, 8 + bytes.length);
    const other = openMechanics(normals([0.1, 10]), 1).mechanics;
    const position = other.restore({
      ...snapshot,
      position: within(snapshot.position),
      inverseMass: within(snapshot.inverseMass),
      moments: snapshot.moments.map(within),
      random: within(snapshot.random),
    });
    expect(other.snapshot(position)).toEqual(snapshot);
  });

  test("momenta have variance M, and the kinetic energy they claim", () => {
    // 20,000 draws; each of 4 checks fails beyond 4.5 standard errors, for about 1 seed in 37,000 altogether.
    const open = openAdapted(9);
    const { mechanics, get } = open;
    const p = mechanics.acquire();
    const draws = Array.from({ length: 20_000 }, () => {
      const kinetic = mechanics.refresh(p);
      const [x, y] = get(p) as unknown as readonly [number, number];
      expect(kinetic).toBeCloseTo((0.01 * x * x + 100 * y * y) / 2, 9);
      return [x * 0.1, y * 10] as const;
    });
    for (const i of [0, 1] as const) {
      const mean = draws.reduce((sum, draw) => sum + draw[i], 0) / draws.length;
      const variance = draws.reduce((sum, draw) => sum + draw[i] ** 2, 0) / draws.length;
      expect(Math.abs(mean)).toBeLessThan(4.5 / Math.sqrt(20_000));
      expect(Math.abs(variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 20_000));
    }
  });
});
