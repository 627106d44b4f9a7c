import { describe, expect, test } from "vitest";
import type { Position } from "../../../trainer/nuts/mechanics.ts";
import {
  expectReversible,
  expectSecondOrder,
  expectVolumeKept,
  integrate,
  pointAt,
} from "./integrator-laws.ts";
import { openAdapted, openMechanics } from "./open-mechanics.ts";
import { coupled, normals } from "./targets.ts";

describe("the leapfrog integrator", () => {
  test("one step is kick, drift, kick", () => {
    const open = openMechanics(normals([1, 2]));
    const end = integrate(open, pointAt(open, [1, 2], [0.5, -1]), 0.1, 1);
    // By hand: gradient (-1, -0.5); half kick (0.45, -1.025); drift (1.045, 1.8975); gradient
    // (-1.045, -0.474375).
    expect([...open.get(end.q)]).toEqual([expect.closeTo(1.045, 12), expect.closeTo(1.8975, 12)]);
    expect([...open.get(end.momentum)]).toEqual([
      expect.closeTo(0.45 - 0.05 * 1.045, 12),
      expect.closeTo(-1.025 - 0.05 * 0.474375, 12),
    ]);
    expect(end.logDensity).toBeCloseTo(-(1.045 ** 2) / 2 - 1.8975 ** 2 / 8, 12);
    expect(end.kinetic).toBeCloseTo((0.39775 ** 2 + 1.04871875 ** 2) / 2, 12);
  });

  test("is reversible", () => {
    const open = openMechanics(coupled);
    expectReversible(open, pointAt(open, [0.8, -0.6], [0.7, 1.1]), 0.2, 1e-12);
  });

  test("preserves volume", () => {
    expectVolumeKept(openMechanics(coupled), [0.8, -0.6], [0.7, 1.1], 0.3, 1e-4, 1e-7);
  });

  test("the energy error is of second order in the step", () => {
    const open = openMechanics(coupled);
    expectSecondOrder(open, pointAt(open, [0.8, -0.6], [0.7, 1.1]), 2, 20);
  });

  test("oscillates with period 2 pi under an adapted metric", () => {
    const open = openMechanics(normals([0.01, 100]));
    const { mechanics, put } = open;
    const seen: Position = { q: mechanics.acquire(), gradient: mechanics.acquire(), logDensity: 0 };
    for (const sign of [1, -1]) {
      put(seen.q, [sign * 0.01, sign * 100]);
      mechanics.evaluate(seen.q, seen.gradient);
      mechanics.observe(seen);
    }
    mechanics.updateMetric(seen);
    // With this metric the harmonic oscillator turns with period 2 pi, whatever its scales are.
    const end = integrate(open, pointAt(open, [0.01, 100], [0, 0]), (2 * Math.PI) / 1000, 1000);
    expect([...open.get(end.q)]).toEqual([expect.closeTo(0.01, 6), expect.closeTo(100, 2)]);
    const quarter = integrate(open, pointAt(open, [0.01, 100], [0, 0]), (0.5 * Math.PI) / 1000, 1000);
    expect(Math.abs(open.get(quarter.q)[1] ?? 100)).toBeLessThan(0.01);
  });
});

describe("the metric", () => {
  test("starts as one over the size of the gradient", () => {
    const open = openMechanics(normals([0.1, 10]));
    const point = pointAt(open, [1, 1], [0, 0]);
    open.mechanics.initialiseMetric(point);
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

  test("keeps its value where the draws do not determine it", () => {
    const open = openMechanics(normals([0.1, 10]));
    const { mechanics } = open;
    mechanics.observe(pointAt(open, [1, 1], [0, 0]));
    mechanics.updateMetric(pointAt(open, [0, 0], [0, 0]));
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

  test("momenta have variance M and the kinetic energy returned", () => {
    // 20,000 draws. Each of 4 checks fails beyond 4.5 standard errors: about 1 seed in 37,000 for
    // all.
    const open = openAdapted(9);
    const { mechanics, get } = open;
    const p = mechanics.acquire();
    const draws = Array.from({ length: 20_000 }, () => {
      const kinetic = mechanics.refreshMomentum(p);
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
