import { expect, test } from "vitest";
import { expOfNegative, fastExp } from "../../../shared/numerics/fast-exp.ts";

test("is exp to 4e-12, from the smallest to the largest", () => {
  for (let x = -699.9; x <= 599; x += 0.0371) {
    expect(Math.abs(fastExp(x) / Math.exp(x) - 1)).toBeLessThan(4e-12);
  }
  expect([fastExp(0), expOfNegative(-0)]).toEqual([1, 1]);
});

test("has a value for any number", () => {
  expect(expOfNegative(-1e9)).toBe(0);
  expect(expOfNegative(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(expOfNegative(Number.NaN)).toBeNaN();
  expect(fastExp(1e9)).toBe(fastExp(600));
  expect(fastExp(Number.POSITIVE_INFINITY)).toBe(fastExp(600));
});
