import { expect } from "vitest";
import type { Target } from "../../../trainer/nuts/target.ts";

/** A target's value and gradient at a position. */
export function evaluate(target: Target, position: Float64Array) {
  const gradient = new Float64Array(target.dimension).fill(Number.NaN);
  return { value: target.logDensityAndGradient(position, gradient), gradient };
}

/** The gradient by central differences. */
export function finiteDifferences(target: Target, position: Float64Array, width = 1e-5): Float64Array {
  const nowhere = new Float64Array(target.dimension);
  const valueAt = (k: number, by: number) => {
    const moved = position.slice();
    moved[k] = (moved[k] ?? 0) + by;
    return target.logDensityAndGradient(moved, nowhere);
  };
  return position.map((_, k) => (valueAt(k, width) - valueAt(k, -width)) / (2 * width));
}

/**
 * Every number is within `relative` of the expected one, or of `floor` where that one is smaller.
 */
export function expectClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  floor: number,
): void {
  expect(found).toHaveLength(expected.length);
  const off = Array.from(expected, (value, k) => ({
    k,
    found: found[k] ?? Number.NaN,
    expected: value,
  })).filter(
    ({ found: value, expected: exact }) =>
      !(Math.abs(value - exact) <= relative * Math.max(floor, Math.abs(exact))),
  );
  expect(off).toEqual([]);
}
