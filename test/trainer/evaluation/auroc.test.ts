import { expect, test } from "vitest";
import { auroc } from "../../../trainer/evaluation/auroc.ts";

test("AUROC is the chance that a positive scores higher, ties counting half", () => {
  expect(auroc([3, 4], [1, 2])).toBe(1);
  expect(auroc([1, 2], [3, 4])).toBe(0);
  expect(auroc([1, 3], [2, 4])).toBe(0.25);
  expect(auroc([5, 5, 1], [5, 5])).toBeCloseTo((2 * 2 * 0.5) / 6, 12);
  expect(auroc([], [1])).toBeNaN();
  expect(auroc([Number.NaN, 1], [2])).toBeNaN();
});
