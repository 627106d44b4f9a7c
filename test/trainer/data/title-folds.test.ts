import fc from "fast-check";
import { expect, test } from "vitest";
import { titleFolds } from "../../../trainer/data/title-folds.ts";

const titles = Array.from({ length: 300 }, (_, k) => `title ${k % 100}`);

test("every row is in one fold, rows with the same title are in the same one, and folds differ by a title at most", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (count, seed) => {
      const folds = titleFolds(titles, count, seed);
      expect(folds).toHaveLength(titles.length);
      const foldOf = new Map(titles.map((title, row) => [title, folds[row]]));
      titles.forEach((title, row) => {
        expect(folds[row]).toBe(foldOf.get(title));
      });
      const sizes = Array.from(
        { length: count },
        (_, fold) => [...foldOf.values()].filter((one) => one === fold).length,
      );
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 30 },
  );
});

test("one seed gives the same folds whatever the order of rows, another seed gives others", () => {
  const folds = (seed: number) => Array.from(titleFolds(titles, 5, seed));
  expect(Array.from(titleFolds(titles.toReversed(), 5, 1)).toReversed()).toEqual(folds(1));
  expect(folds(2)).not.toEqual(folds(1));
});

test("fewer titles than folds leave folds empty", () => {
  expect(new Set(titleFolds(["a", "b", "a"], 5, 1))).toHaveProperty("size", 2);
  expect(titleFolds([], 5, 1)).toHaveLength(0);
});
