import { describe, expect, test } from "vitest";
import type { Position } from "../../../trainer/nuts/mechanics.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import { targetMechanics } from "../../../trainer/nuts/target-mechanics.ts";
import { divergenceThreshold, hamiltonianTrajectory } from "../../../trainer/nuts/trajectory.ts";
import { growTree } from "../../../trainer/nuts/tree.ts";
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

  test("weights all states alike where it is not adjusted, and still tells divergences", () => {
    const open = openMechanics(normals([1]));
    const origin = pointAt(open, [0], [0]);
    const trajectory = hamiltonianTrajectory(open.mechanics, origin, 0.1, false);
    const at = (logDensity: number) => ({ ...origin, logDensity });
    expect(trajectory.logWeight(at(-8))).toBe(0);
    expect(trajectory.energyError(at(-8))).toBe(8);
    expect(trajectory.logWeight(at(Number.NaN))).toBe(Number.NEGATIVE_INFINITY);
    expect(trajectory.isDivergent(at(-1001))).toBe(true);
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
  /** The variance of a standard normal's draws, with a metric of ones. */
  function variance(stepSize: number, isAdjusted: boolean): number {
    const dimension = 300;
    const mechanics = targetMechanics(normals(new Array(dimension).fill(1)), seedStream(5, 0));
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    mechanics.drawStart(q, 1);
    let position: Position = { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
    const [skipped, draws] = [100, 900];
    let squares = 0;
    for (let k = 0; k < skipped + draws; k++) {
      const momentum = mechanics.acquire();
      const origin = { ...position, momentum, kinetic: mechanics.refreshMomentum(momentum) };
      const trajectory = hamiltonianTrajectory(mechanics, origin, stepSize, isAdjusted);
      position = growTree(trajectory, origin, 10, mechanics.randomBits()).proposal;
      if (k >= skipped) squares += mechanics.squaredLength(position.q);
    }
    return squares / (draws * dimension);
  }

  test.each([0.3, 0.6])("have the variance that the integrator keeps, at a step of %d", (stepSize) => {
    // The leapfrog integrator keeps p^2 + (1 - step^2 / 4) q^2 of a standard normal exactly.
    expect(variance(stepSize, false) * (1 - stepSize ** 2 / 4)).toBeCloseTo(1, 1.7);
  });

  test("adjusted ones have that of the target", () => {
    expect(variance(0.3, true)).toBeCloseTo(1, 1.7);
  });
});
