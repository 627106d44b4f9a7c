import { join } from "node:path";
import { expect, test } from "vitest";
import { buildDataSet } from "../../../trainer/data/build-data-set.ts";
import { checkBadRows, describeRows } from "../../../trainer/data/describe-rows.ts";
import { type RowOptions, readRows } from "../../../trainer/data/read-rows.ts";
import { mergeSpellings } from "../../../trainer/data/rows/merge-spellings.ts";

const input = (name: string) => join(import.meta.dirname, "../../fixtures/inputs", name);

type Reading = RowOptions & { title?: string; levels?: string[]; path?: string; mergeLabels?: boolean };

async function read(name: string, { title = "title", levels = ["parent", "child"], ...more }: Reading = {}) {
  const { path, mergeLabels = false, ...options } = more;
  const rows = await readRows([input(name)], { title, levels, path }, options);
  const { notes, ...merged } = mergeSpellings(rows, mergeLabels);
  const data = buildDataSet(merged, { levels: merged.levels, keepDuplicates: false });
  const short = (line: string) => line.replaceAll(`${input(name)}: `, "");
  return { data, notes: notes.map(short), skipped: describeRows(data).map(short), rows: merged.rows };
}

const base = await read("base.csv");

test("the clean file has 120 titles in 6 classes", () => {
  expect(base.data.titles).toHaveLength(120);
  expect(base.data.tree.leaves).toHaveLength(6);
  expect([...base.notes, ...base.skipped]).toEqual([]);
});

test.each<[file: string, reading: Reading, said: string[]]>([
  ["mixed-eol-half.csv", {}, []],
  ["short-rows.csv", {}, []],
  ["excel-padding.csv", {}, []],
  ["sep-comma.csv", {}, []],
  ["tab-separated.tsv", {}, ["read as separated by tabs"]],
  ["gzipped.csv.gz", {}, ["read as gzip, separated by commas"]],
  ["utf-16-be-bom.csv", {}, ["read as UTF-16, big-endian, separated by commas"]],
  ["rows.json", {}, ["read as JSON"]],
  ["rows.jsonl", {}, ["read as JSON Lines", 'column "path" holds paths of up to 2 levels']],
  [
    "banner-and-totals.csv",
    {},
    [
      "the header is line 4, and what stands above it is left out",
      "1 row skipped (a line of totals): line 125",
    ],
  ],
  ["header-repeated.csv", {}, ["1 row skipped (the header once more): line 62"]],
  ["class-without-titles.csv", {}, ["1 row skipped (no title): line 122"]],
  [
    "path-in-one-column.csv",
    { path: "category" },
    ['column "category" holds paths of up to 2 levels, separated by ">"'],
  ],
  [
    "semicolon-windows-1252-path.csv",
    { title: "Artikel", path: "Kategorie" },
    ["read as separated by semicolons", 'column "Kategorie" holds paths of up to 2 levels, separated by ">"'],
  ],
])("%s gives the same data set as the clean file", async (file, reading, said) => {
  const { data, notes, skipped } = await read(file, reading);
  expect(data).toEqual({ ...base.data, skipped: data.skipped });
  expect([...notes, ...skipped]).toEqual(said);
});

test("one column of paths has levels of its own where none are named", async () => {
  const { data } = await read("path-in-one-column.csv", { levels: ["Category"] });
  expect(data.tree.taxonomy).toEqual({ ...base.data.tree.taxonomy, levels: ["category 1", "category 2"] });
});

test("a quote after a backslash is read", async () => {
  const { data, notes, skipped } = await read("backslash-quotes.csv");
  expect(data.titles).toEqual(base.data.titles.map((title) => `${title.replaceAll('"', "")} 12" size, new`));
  expect(data.labels).toEqual(base.data.labels);
  expect([...notes, ...skipped]).toEqual(["read as separated by commas, a backslash before quotes in cells"]);
});

test("merged cells are too many rows to lose, and are filled on request", async () => {
  const { data } = await read("merged-cells.csv");
  expect(data.titles).toHaveLength(3);
  expect(() => checkBadRows(data.titles.length, data.skipped)).toThrow(
    expect.objectContaining({
      code: "bad-input",
      message: expect.stringMatching(
        /^117 of 120 rows cannot be used, mostly for "no parent" \(.*merged-cells\.csv, line 3 and 116 more lines\); try --fill-down/,
      ),
    }),
  );
  const filled = await read("merged-cells.csv", { fillDown: true });
  expect(filled.data.titles.toSorted()).toEqual(base.data.titles.toSorted());
  expect(filled.data.tree).toEqual(base.data.tree);
  expect(filled.skipped).toEqual([]);
});

test("an unclosed quote is named by its line, with the rows that it took", async () => {
  const { data, skipped } = await read("unclosed-quote.csv");
  expect(data.titles).toHaveLength(118);
  expect(skipped).toEqual([
    "2 rows skipped (a quote opens here and is closed in line 42, so that 2 lines are one record): line 41",
  ]);
});

test("spellings of one class are listed, and merged on request", async () => {
  const apart = await read("label-variants.csv");
  expect(apart.data.tree.nodeCount - 1).toBe(14);
  expect(apart.notes).toEqual([
    'perhaps one class: "Snack Food" (7 rows), "snack  food" (5 rows), "snack food" (5 rows), "snack\\u00a0food" (3 rows)',
    'perhaps one class: "Baker\u2019s make-up" (12 rows), "Baker\'s make-up" (8 rows)',
    expect.stringMatching(/^perhaps one class: .*in decomposed Unicode form/),
    "--merge-labels makes one class of each of these",
  ]);
  const merged = await read("label-variants.csv", { mergeLabels: true });
  expect(merged.data.tree.nodeCount - 1).toBe(9);
  expect(merged.notes[0]).toMatch(/^merged into "Snack Food": /);
});

test("one label under two parents is two classes", async () => {
  const { data } = await read("same-name-under-two-parents.csv");
  expect(data.titles).toHaveLength(120);
  expect(data.tree.taxonomy.labels.filter((label) => label === "other")).toHaveLength(3);
});

test("titles alone are four, whatever ends the lines", async () => {
  const { rows } = await readRows([input("mixed-eol-titles-only.csv")], { title: "title", levels: [] });
  expect(rows.map(({ title }) => title)).toEqual([
    "Wooden puzzle",
    "Green tea bags",
    "Lipstick red",
    "Board game for kids",
  ]);
});
