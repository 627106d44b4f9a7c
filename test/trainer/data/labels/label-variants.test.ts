import fc from "fast-check";
import { expect, test } from "vitest";
import { labelKey } from "../../../../trainer/data/labels/label-key.ts";
import { mergeLabels } from "../../../../trainer/data/labels/label-variants.ts";

test.each([
  "Toys & Games",
  "toys and games ",
  "Toys &amp; Games",
  "TOYS  AND\u00a0GAMES",
  "Toys &#38; Games",
  "\uff34oys &#x26; Games",
  "Toys \u200b& Games",
])("%j is one spelling of Toys & Games", (label) => {
  expect(labelKey(label)).toBe("toys and games");
});

test("quotes, dashes and Unicode forms do not count; other signs do", () => {
  expect(labelKey("Baker\u2019s make\u2013up")).toBe(labelKey("baker's make-up"));
  expect(labelKey("de\u0301me\u0302lant")).toBe(labelKey("d\u00e9m\u00ealant"));
  const different = ["C", "C++", "C#", "AT&T", "ATT", "&unknown;", "caf\u00e9", "cafe"];
  expect(new Set(different.map(labelKey)).size).toBe(different.length);
});

test("the most frequent spelling stands for all, on every level, whatever the order of the paths", () => {
  const paths: [string[], number][] = [
    [["Toys", "games"], 3],
    [["toys", "Games"], 2],
    [["toys", "dolls"], 2],
    [["food", "Games"], 9],
  ];
  for (const order of [paths, paths.toReversed()]) {
    const { merge, variants } = mergeLabels(order);
    expect(order.map(([path]) => merge(path).join()).toSorted()).toEqual([
      "food,Games",
      "toys,dolls",
      "toys,games",
      "toys,games",
    ]);
    expect(variants).toEqual([
      {
        level: 0,
        spellings: [
          { label: "toys", rows: 4 },
          { label: "Toys", rows: 3 },
        ],
      },
      {
        level: 1,
        spellings: [
          { label: "games", rows: 3 },
          { label: "Games", rows: 2 },
        ],
      },
    ]);
  }
});

test("merging leaves no two spellings, and changes nothing the second time", () => {
  const label = fc.constantFrom("Tea", "tea", "TEA ", "Tea &amp; co", "tea and co", "Tee");
  const paths = fc.array(
    fc.tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 9 })),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(paths, (some) => {
      const { merge } = mergeLabels(some);
      const merged = some.map(([path, rows]) => [merge(path), rows] as const);
      const again = mergeLabels(merged);
      expect(again.variants).toEqual([]);
      for (const [path] of merged) expect(again.merge(path)).toEqual(path);
    }),
  );
});

test("from the first label on that was never seen a path stays as it is", () => {
  const { merge } = mergeLabels([[["Toys", "Games"], 1]]);
  expect(merge(["toys", "GAMES"])).toEqual(["Toys", "Games"]);
  expect(merge(["toys", "kites", "GAMES"])).toEqual(["Toys", "kites", "GAMES"]);
  expect(merge(["garden", "games"])).toEqual(["garden", "games"]);
});
