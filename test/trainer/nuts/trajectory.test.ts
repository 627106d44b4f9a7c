import { describe, expect, test } from "vitest";
import type { Position } from "../../../trainer/nuts/mechanics.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import { targetMechanics } from "../../../trainer/nuts/target-mechanics.ts";
import {
  divergenceThreshold,
  drawUnadjusted,
  hamiltonianTrajectory,
} from "../../../trainer/nuts/trajectory.ts";
import { pointAt } from "./integrator-laws.ts";
import { openMechanics } from "./open-mechanics.ts";
import { normals } from "./targets.ts";

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
    // A gain in density, however large, is no divergence.
    expect(trajectory.isDivergent(at(5000))).toBe(false);
    expect(trajectory.logWeight(at(-3))).toBe(-3);
    expect(trajectory.logWeight(at(Number.NaN))).toBe(Number.NEGATIVE_INFINITY);
  });

  test("a step that is too large for a narrow target diverges", () => {
    const open = openMechanics(normals([0.01]));
    const origin = pointAt(open, [0], [1]);
    const trajectory = hamiltonianTrajectory(open.mechanics, origin, 1);
    expect(trajectory.isDivergent(trajectory.step(origin, 1))).toBe(true);
    const careful = hamiltonianTrajectory(open.mechanics, origin, 0.001);
    expect(careful.isDivergent(careful.step(origin, 1))).toBe(false);
  });

  test("choose takes the other with probability exp(min(0, logProbability)) and releases the loser", () => {
    // 20,000 draws of a coin of 0.3 are outside 0.3 +- 0.0146 (4.5 standard errors) for 1 seed in
    // 150,000.
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

describe("trajectories that are not adjusted", () => {
  /** A normal of `dimension` coordinates at a start of its own, and what draws from there. */
  function unadjusted(deviation: number, dimension: number, stepSize: number) {
    const target = normals(new Array(dimension).fill(deviation));
    const mechanics = targetMechanics(target, seedStream(5, 0));
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    mechanics.drawStart(q, 1);
    const start: Position = { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
    const next = (position: Position, maxDepth = 10) => {
      const momentum = mechanics.acquire();
      const origin = { ...position, momentum, kinetic: mechanics.refreshMomentum(momentum) };
      return drawUnadjusted(mechanics, origin, stepSize, Math.PI, maxDepth);
    };
    return { mechanics, start, next };
  }

  test.each([0.3, 0.6])("have the variance that the integrator keeps, at a step of %d", (stepSize) => {
    const [dimension, skipped, draws] = [300, 100, 900];
    const { mechanics, start, next } = unadjusted(1, dimension, stepSize);
    let [position, squares] = [start, 0];
    for (let k = 0; k < skipped + draws; k++) {
      position = next(position).proposal;
      if (k >= skipped) squares += mechanics.squaredLength(position.q);
    }
    // The leapfrog integrator keeps p^2 + (1 - step^2 / 4) q^2 of a standard normal exactly.
    const variance = squares / (draws * dimension);
    expect(variance * (1 - stepSize ** 2 / 4)).toBeCloseTo(1, 1.7);
  });

  test("are as long as the draws of a tree that turns there, 8 of 15 steps on average", () => {
    const { start, next } = unadjusted(1, 2, 0.226);
    const counts = new Map<number, number>();
    let position = start;
    for (let k = 0; k < 6400; k++) {
      const { proposal, steps, depth } = next(position);
      expect(depth).toBe(4);
      counts.set(steps, (counts.get(steps) ?? 0) + 1);
      position = proposal;
    }
    // The sum of two numbers below 8, and one: k steps in k of 64, up to 8, and then fewer again.
    for (let steps = 1; steps <= 15; steps++)
      expect(Math.abs((counts.get(steps) ?? 0) / 100 - Math.min(steps, 16 - steps))).toBeLessThan(1.3);
    expect(counts.size).toBe(15);
    expect(next(position, 2).depth).toBe(2);
  });

  test("diverge where the energy error is over a thousandth of the dimension, if that is over 1,000", () => {
    // Starts have a third of the variance. The error is step^2 / 8 of what the variance gains.
    const [dimension, calls] = [1_500_000, 3];
    const ends = (stepSize: number) => {
      const { start, next } = unadjusted(1, dimension, stepSize);
      let position = start;
      return Array.from({ length: calls }, () => {
        const { proposal, end } = next(position);
        position = proposal;
        return end;
      });
    };
    expect(ends(0.09).map(({ kind }) => kind)).toEqual(new Array(calls).fill("turning"));
    const [end] = ends(0.2).filter(({ kind }) => kind === "divergent");
    expect(end).toMatchObject({ energyError: expect.closeTo(2000, -3) });
  }, 60_000);

  test("stay where they are when they diverge", () => {
    const { mechanics, start, next } = unadjusted(0.01, 1, 1);
    const { proposal, end } = next(start);
    expect(end.kind).toBe("divergent");
    expect(proposal).toEqual(start);
    mechanics.release(proposal.q);
    expect(() => mechanics.release(proposal.q)).toThrow(/released more often/);
  });
});
