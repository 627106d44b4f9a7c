import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import { buildDataSet } from "../../../trainer/data/build-data-set.ts";

const levels = ["parent", "child"];

/** Rows `[title, label, label...]` of one file, numbered from 1. */
function build(records: readonly (readonly string[])[], names = levels, keepDuplicates = false) {
  const rows = records.map(([title = "", ...path], k) => ({ file: "f.csv", row: k + 1, title, path }));
  return buildDataSet({ rows, skipped: [] }, { levels: names, keepDuplicates });
}

const pathsOf = ({ tree, labels }: ReturnType<typeof build>) =>
  [...labels].map((leaf) => pathOf(tree.taxonomy, tree.leaves[leaf] ?? 0));

test("numbers the taxonomy breadth first, siblings by code unit", () => {
  const { tree, titles, labels } = build([
    ["Ludo", "toys", "games"],
    ["Tea", "food", "tea"],
    ["Doll", "toys", "Dolls"],
  ]);
  expect(tree.taxonomy).toEqual({
    labels: ["", "food", "toys", "tea", "Dolls", "games"],
    parents: [-1, 0, 0, 1, 2, 2],
    levels,
  });
  expect(titles).toEqual(["Ludo", "Tea", "Doll"]);
  expect([...labels]).toEqual([2, 0, 1]);
});

test("the order of rows does not change the taxonomy", () => {
  const record = fc
    .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2", "3"))
    .map(([parent, child]) => ["title", parent, `${parent}${child}`]);
  fc.assert(
    fc.property(fc.array(record, { minLength: 2, maxLength: 20 }), (records) => {
      const all = [...records, ["t", "z", "z"], ["t", "y", "y"]];
      expect(build(all.toReversed()).tree).toEqual(build(all).tree);
    }),
  );
});

test("a leaf may end early when nothing is below it", () => {
  const data = build(
    [
      ["Gift card", "gift cards", "", ""],
      ["Tea", "food", "drinks", "tea"],
      ["Salt", "food", "spices", ""],
    ],
    ["a", "b", "c"],
  );
  expect(pathsOf(data)).toEqual([["gift cards"], ["food", "drinks", "tea"], ["food", "spices"]]);
  expect(data.skipped).toEqual([]);
});

test("a row that ends above known children has no class, so it is skipped and listed", () => {
  const data = build([
    ["Something", "toys", ""],
    ["Ludo", "toys", "games"],
    ["Doll", "toys", "dolls"],
  ]);
  expect(data.titles).toEqual(["Ludo", "Doll"]);
  expect(data.skipped).toEqual([{ file: "f.csv", row: 1, reason: "no child" }]);
});

test("rows with an empty first or middle label are skipped and listed", () => {
  const data = build(
    [
      ["Tea", "food", "drinks", "tea"],
      ["Nothing", "", "", ""],
      ["No top", "", "drinks", "tea"],
      ["Gap", "food", "", "tea"],
      ["Jam", "food", "spreads", "jam"],
    ],
    ["a", "b", "c"],
  );
  expect(data.titles).toEqual(["Tea", "Jam"]);
  expect(data.skipped.map(({ row, reason }) => [row, reason])).toEqual([
    [2, "no a"],
    [3, "no a"],
    [4, "no b"],
  ]);
});

test("skipped rows are listed as they stand in the files, with those that reading skipped", () => {
  const rows = ["a.csv", "b.csv"].flatMap((file) => [
    { file, row: 1, title: "T", path: ["x", "y"] },
    { file, row: 3, title: "T", path: ["", "y"] },
    { file, row: 4, title: "T", path: ["x", "z"] },
  ]);
  const skipped = [
    { file: "a.csv", row: 2, reason: "no title" },
    { file: "b.csv", row: 2, reason: "no title" },
  ];
  const data = buildDataSet({ rows, skipped }, { levels, keepDuplicates: true });
  expect(data.skipped.map(({ file, row }) => `${file} ${row}`)).toEqual([
    "a.csv 2",
    "a.csv 3",
    "b.csv 2",
    "b.csv 3",
  ]);
});

test("the path is the identity: one label under several parents, on any level, is several classes", () => {
  const records = [
    ["A", "toys", "games", "other"],
    ["B", "toys", "dolls", "other"],
    ["C", "food", "other", "other"],
  ];
  const data = build(records, ["parent", "child", "type"]);
  expect(pathsOf(data)).toEqual(records.map(([, ...path]) => path));
  expect(data.tree.leaves).toHaveLength(3);
  expect(data.skipped).toEqual([]);
});

test("labels are text, whatever they say", () => {
  const labels = ["__proto__", "constructor", "NA", "null", "0123", "toString"];
  const records = labels.map((label, k) => [`title ${k}`, label, label]);
  expect(pathsOf(build(records))).toEqual(labels.map((label) => [label, label]));
});

test("a child may have the name of its parent or of a class on another level", () => {
  const data = build([
    ["Ludo", "games", "games"],
    ["Tea", "food", "tea"],
    ["Kettle", "tea", "kettles"],
  ]);
  expect(pathsOf(data)).toEqual([
    ["games", "games"],
    ["food", "tea"],
    ["tea", "kettles"],
  ]);
});

test("one class only is an error", () => {
  expect(() =>
    build([
      ["Ludo", "toys", "games"],
      ["Chess", "toys", "games"],
    ]),
  ).toThrow(expect.objectContaining({ code: "one-class", message: expect.stringContaining('"games"') }));
});

test("no row, or none that can be used, is an error", () => {
  expect(() => build([])).toThrow(expect.objectContaining({ code: "empty-data" }));
  expect(() => build([["Ludo", "", ""]])).toThrow(
    expect.objectContaining({
      code: "empty-data",
      message: expect.stringContaining("f.csv, line 1 (no parent)"),
    }),
  );
});

test("identical titles with one path count once unless duplicates are kept; with two paths they count twice", () => {
  const records = [
    ["Ludo", "toys", "games"],
    ["Ludo", "toys", "games"],
    ["Ludo", "toys", "travel games"],
    ["ludo", "toys", "games"],
  ];
  const once = build(records);
  expect(once.titles).toEqual(["Ludo", "Ludo", "ludo"]);
  expect(once.duplicatesDropped).toBe(1);
  const kept = build(records, levels, true);
  expect(kept.titles).toHaveLength(4);
  expect(kept.duplicatesDropped).toBe(0);
});

test("titles with NUL and lone surrogates are data like any other and distinct", () => {
  const titles = ["a\0b", "a\ud800b", "a\udc00b", "ab"];
  const data = build(titles.map((title, k) => [title, "p", `c${k}`]));
  expect(data.titles).toEqual(titles);
  expect(data.labels).toHaveLength(4);
});

test("the hash is SHA-256 of titles and paths and changes with any of them", () => {
  const records = [
    ["Ludo", "toys", "games"],
    ["Tea", "food", "tea"],
  ];
  const text = '["Ludo","toys","games"]\n["Tea","food","tea"]\n';
  expect(build(records).hash).toBe(createHash("sha256").update(text).digest("hex"));
  const others = [
    records.toReversed(),
    [
      ["Ludo!", "toys", "games"],
      ["Tea", "food", "tea"],
    ],
  ];
  for (const other of others) expect(build(other).hash).not.toBe(build(records).hash);
});
