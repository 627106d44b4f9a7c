import { expect, test } from "vitest";
import { evenlySpacedIndices } from "../../../trainer/posterior/evenly-spaced.ts";

test("indices are evenly spaced, and all are taken when there are few", () => {
  expect(evenlySpacedIndices(10, 5)).toEqual([1, 3, 5, 7, 9]);
  expect(evenlySpacedIndices(800, 4)).toEqual([100, 300, 500, 700]);
  expect(evenlySpacedIndices(3, 9)).toEqual([0, 1, 2]);
  expect(evenlySpacedIndices(7, 1)).toEqual([3]);
  for (let wanted = 1; wanted <= 37; wanted++)
    expect(new Set(evenlySpacedIndices(37, wanted)).size).toBe(wanted);
});
