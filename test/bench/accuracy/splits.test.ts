import { describe, expect, test } from "vitest";
import { someTitles, trainingFolds } from "../../../bench/accuracy/splits.ts";
import { splitByTitle } from "../../../trainer/data/split-by-title.ts";
import { rowsOf } from "./rows.ts";

/** 100 titles, every tenth of them twice. */
const rows = rowsOf(
  ...Array.from({ length: 110 }, (_, k) => [`title ${k < 100 ? k : 10 * (k - 100)}`, k < 100 ? "a" : "b"]),
);
const titlesOf = (some: readonly { readonly title: string }[]) => new Set(some.map(({ title }) => title));

describe.each([1, 2, 2 ** 32 - 1])("folds of seed %i", (seed) => {
  const { kept, heldOut: tested } = splitByTitle(rows, 0.33, seed);
  const folds = trainingFolds(rows, 0.33, seed);

  test("hold every training title out once, with all of its rows", () => {
    const heldOut = folds.flatMap((fold) => fold.heldOut);
    expect(heldOut).toHaveLength(kept.length);
    expect(new Set(heldOut)).toEqual(new Set(kept));
    const sizes = folds.map((fold) => titlesOf(fold.heldOut).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(67);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  test("share no title between training and held out, and have none of the test's", () => {
    for (const fold of folds) {
      const [training, judged] = [titlesOf(fold.kept), titlesOf(fold.heldOut)];
      const forbidden = titlesOf(tested);
      expect([...judged].filter((title) => training.has(title))).toEqual([]);
      expect([...training, ...judged].filter((title) => forbidden.has(title))).toEqual([]);
      expect(fold.kept.length + fold.heldOut.length).toBe(kept.length);
    }
  });
});

test("folds of another seed are others", () => {
  const first = (seed: number) => [...titlesOf(trainingFolds(rows, 0, seed)[0]?.heldOut ?? [])].sort();
  expect(first(1)).not.toEqual(first(2));
});

test("so many titles with all of their rows, more of them holding those of fewer", () => {
  const [few, more] = [30, 60].map((count) => someTitles(rows, count, 1));
  expect([few, more].map((some = []) => titlesOf(some).size)).toEqual([30, 60]);
  expect(more).toEqual(expect.arrayContaining(few ?? []));
  for (const some of [few, more]) {
    const chosen = titlesOf(some ?? []);
    expect(rows.filter(({ title }) => chosen.has(title))).toEqual(some);
  }
  expect(someTitles(rows, 1000, 1)).toEqual(rows);
});
