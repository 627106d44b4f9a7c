import { describe, expect, test } from "vitest";
import { unseenFolds } from "../../../trainer/evaluation/unseen-children.ts";

describe("folds without some children", () => {
  const rows = ["a", "b", "c"].flatMap((parent) =>
    Array.from({ length: 4 }, (_, child) =>
      Array.from({ length: 5 }, (__, k) => ({
        ...{ file: "x.csv", row: 1, title: `${parent}${child} ${k}` },
        path: [parent, `${parent}${child}`],
      })),
    ).flat(),
  );

  test("hold out different children each time, leave each parent one, and share no titles", () => {
    const folds = unseenFolds(rows, 3, 3, 1);
    const all = folds.flatMap(({ children }) => children.map((path) => path.join("/")));
    expect(new Set(all).size).toBe(9);
    for (const { children, training, inDistribution, outOfDistribution } of folds) {
      expect(children).toHaveLength(3);
      expect(outOfDistribution).toHaveLength(15);
      expect(training.length + inDistribution.length + outOfDistribution.length).toBe(60);
      const seen = new Set(training.map(({ title }) => title));
      expect([...inDistribution, ...outOfDistribution].some(({ title }) => seen.has(title))).toBe(false);
      expect(new Set(training.map(({ path }) => path[0])).size).toBe(3);
    }
    expect(unseenFolds(rows, 3, 3, 1)).toEqual(folds);
    expect(unseenFolds(rows, 3, 3, 2)).not.toEqual(folds);
  });

  test("too many are refused", () => {
    expect(() => unseenFolds(rows, 10, 1, 1)).toThrow(expect.objectContaining({ code: "bad-usage" }));
  });
});
