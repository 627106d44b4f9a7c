import { expect } from "vitest";
import type { Mechanics, PhasePoint, Vector } from "../../../trainer/nuts/mechanics.ts";

/** Mechanics whose vectors can be read and written, in arrays or in WebAssembly memory. */
export type OpenMechanics = {
  readonly mechanics: Mechanics;
  put(vector: Vector, values: ArrayLike<number>): void;
  get(vector: Vector): Float64Array;
};

/** A point at a position with a momentum. */
export function pointAt(
  open: OpenMechanics,
  position: ArrayLike<number>,
  momentum: ArrayLike<number>,
): PhasePoint {
  const { mechanics, put } = open;
  const [q, p, gradient] = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()];
  put(q, position);
  put(p, momentum);
  const point = {
    q,
    momentum: p,
    gradient,
    logDensity: mechanics.evaluate(q, gradient),
    kinetic: Number.NaN,
  };
  return { ...point, kinetic: kineticOf(open, point) };
}

/** Kinetic energy p' M^-1 p / 2, whatever the metric: a step of no length tells it. */
export function kineticOf({ mechanics }: OpenMechanics, point: PhasePoint): number {
  const to = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()] as const;
  const { kinetic } = mechanics.leapfrog(point, 0, ...to);
  for (const vector of to) mechanics.release(vector);
  return kinetic;
}

/** The inner product a' M^-1 b, from kinetic energies. `at`: any point, for its position. */
export function innerProduct(open: OpenMechanics, at: PhasePoint, a: Float64Array, b: Float64Array): number {
  const { mechanics, put } = open;
  const momentum = mechanics.acquire();
  const kinetic = (sign: 1 | -1) => {
    put(
      momentum,
      a.map((value, k) => value + sign * (b[k] ?? 0)),
    );
    return kineticOf(open, { ...at, momentum });
  };
  const product = (kinetic(1) - kinetic(-1)) / 2;
  mechanics.release(momentum);
  return product;
}

/** `steps` leapfrog steps of size `step`. */
export function integrate(
  { mechanics }: OpenMechanics,
  from: PhasePoint,
  step: number,
  steps: number,
): PhasePoint {
  let point = from;
  for (let k = 0; k < steps; k++) {
    const vectors = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()] as const;
    const next = mechanics.leapfrog(point, step, ...vectors);
    if (point !== from)
      for (const vector of [point.q, point.momentum, point.gradient]) mechanics.release(vector);
    point = next;
  }
  return point;
}

const energy = (point: PhasePoint) => point.kinetic - point.logDensity;

/** Forwards and then backwards leads back. */
export function expectReversible(open: OpenMechanics, start: PhasePoint, step: number, within: number): void {
  const there = integrate(open, start, step, 20);
  const back = integrate(open, there, -step, 20);
  expect(distance(open.get(start.q), open.get(there.q)), "it has gone somewhere").toBeGreaterThan(0.1);
  expect(distance(open.get(start.q), open.get(back.q))).toBeLessThan(within);
  expect(distance(open.get(start.momentum), open.get(back.momentum))).toBeLessThan(within);
  expect(Math.abs(energy(back) - energy(start))).toBeLessThan(within * Math.max(1, Math.abs(energy(start))));
}

/**
 * The determinant of the Jacobian of three steps, by central differences of width `width`, is one.
 */
export function expectVolumeKept(
  open: OpenMechanics,
  position: readonly number[],
  momentum: readonly number[],
  step: number,
  width: number,
  within: number,
): void {
  const start = [...position, ...momentum];
  const dimension = position.length;
  const image = (state: readonly number[]) => {
    const end = integrate(open, pointAt(open, state.slice(0, dimension), state.slice(dimension)), step, 3);
    return [...open.get(end.q), ...open.get(end.momentum)];
  };
  const columns = start.map((_, k) => {
    const shifted = (by: number) => image(start.map((value, i) => (i === k ? value + by : value)));
    const [above, below] = [shifted(width), shifted(-width)];
    return above.map((value, i) => (value - (below[i] ?? 0)) / (2 * width));
  });
  const stretched = Math.max(
    ...columns.flatMap((column, k) => column.map((value, i) => Math.abs(value - (i === k ? 1 : 0)))),
  );
  expect(stretched, "the map is not the identity").toBeGreaterThan(0.05);
  expect(Math.abs(determinant(columns) - 1)).toBeLessThan(within);
}

/** Over a fixed time, half the step has a quarter of the greatest energy error. */
export function expectSecondOrder(open: OpenMechanics, start: PhasePoint, time: number, steps: number): void {
  const worst = (count: number) => {
    let point = start;
    let error = 0;
    for (let k = 0; k < count; k++) {
      point = integrate(open, point, time / count, 1);
      error = Math.max(error, Math.abs(energy(point) - energy(start)));
    }
    return error;
  };
  const errors = [worst(steps), worst(2 * steps), worst(4 * steps)] as const;
  expect(errors[0] / errors[1]).toBeGreaterThan(3.6);
  expect(errors[0] / errors[1]).toBeLessThan(4.4);
  expect(errors[1] / errors[2]).toBeGreaterThan(3.6);
  expect(errors[1] / errors[2]).toBeLessThan(4.4);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(...Array.from(a, (value, i) => value - (b[i] ?? Number.NaN)));
}

/** By Gaussian elimination with pivots. */
function determinant(columns: readonly (readonly number[])[]): number {
  const rows = columns.map((column) => [...column]);
  let product = 1;
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k] ?? 0) > Math.abs(rows[best]?.[k] ?? 0) ? i : best),
      k,
    );
    const [top, other] = [rows[pivot] ?? [], rows[k] ?? []];
    rows[k] = top;
    rows[pivot] = other;
    product *= (pivot === k ? 1 : -1) * (top[k] ?? 0);
    for (let i = k + 1; i < rows.length; i++) {
      const share = (rows[i]?.[k] ?? 0) / (top[k] ?? 1);
      rows[i] = (rows[i] ?? []).map((value, j) => value - share * (top[j] ?? 0));
    }
  }
  return product;
}
