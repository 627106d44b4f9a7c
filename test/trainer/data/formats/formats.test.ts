import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import writeExcel from "write-excel-file/node";
import { readRows } from "../../../../trainer/data/read-rows.ts";
import { folderWith } from "../files.ts";

const columns = { title: "title", levels: ["parent", "child"] };
const records = [
  ["Tea \u7dd1\u8336, green", "food", "tea"],
  ['12" pan', "home", "pans"],
  ["Gift card", "gift cards", ""],
];
const objects = records.map(([title, parent, child]) => ({ title, parent, child }));

async function read(name: string, content: string | Uint8Array, more = columns) {
  const file = join(await folderWith({ [name]: content }), name);
  const { rows, notes, levels, skipped } = await readRows([file], more);
  return {
    records: rows.map(({ title, path }) => [title, ...path]),
    lines: rows.map(({ row }) => row),
    notes: notes.map((note) => note.replace(`${file}: `, "")),
    ...{ levels, skipped },
  };
}

const parquet = () =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: ["title", "parent", "child"].map((name, k) => ({
        name,
        data: records.map((record) => record[k] || null),
        type: "STRING" as const,
      })),
    }),
  );

async function excel(): Promise<Buffer> {
  const sheet = [["title", "parent", "child"], ...records].map((record) =>
    record.map((value) => (value === "" ? null : { value, type: String })),
  );
  const other = [[{ value: "note", type: String }]];
  return await writeExcel([
    { data: sheet, sheet: "Titles" },
    { data: other, sheet: "Notes" },
  ]).toBuffer();
}

test.each([
  ["rows.json", "JSON", () => JSON.stringify(objects), [1, 1, 1]],
  ["rows.json", "JSON", () => JSON.stringify(objects, null, 2), [2, 7, 12]],
  [
    "rows.jsonl",
    "JSON Lines",
    () => objects.map((one) => `${JSON.stringify(one)}\r\n`).join("\r\n"),
    [1, 3, 5],
  ],
  ["rows.txt2", "JSON Lines", () => objects.map((one) => JSON.stringify(one)).join("\n"), [1, 2, 3]],
  ["arrays.json", "JSON", () => JSON.stringify([["title", "parent", "child"], ...records]), [1, 1, 1]],
  ["rows.parquet", "Parquet", parquet, [1, 2, 3]],
  ["rows.xlsx", 'XLSX; sheet "Titles" is read, "Notes" not', excel, [2, 3, 4]],
])("%s is read as %s, also gzipped, whatever its name", async (name, format, write, lines) => {
  const content = await write();
  const plain = await read(name, content);
  expect(plain).toMatchObject({ records, lines, notes: [`read as ${format}`], skipped: [] });
  const packed = await read(`${name}.gz`, gzipSync(content));
  expect(packed).toMatchObject({ records, lines, notes: [`read as gzip ${format}`] });
});

test("a label may be an array of names, which names the levels asked for", async () => {
  const content = '{"title": "Ludo", "path": ["toys", "games"]}\n{"path": ["gift cards"], "title": "Card"}\n';
  const expected = {
    records: [
      ["Ludo", "toys", "games"],
      ["Card", "gift cards"],
    ],
    levels: ["parent", "child"],
  };
  expect(await read("rows.jsonl", content)).toMatchObject(expected);
  const single = await read("rows.jsonl", content, { title: "title", levels: ["path"] });
  expect(single).toMatchObject({ ...expected, levels: ["path 1", "path 2"] });
});

const names = ["title", "parent", "child"];
const numbered = (values: readonly unknown[]) => Object.fromEntries(values.entries());
const byColumn = (list: (values: readonly unknown[]) => unknown) =>
  Object.fromEntries(names.map((name, k) => [name, list(records.map((record) => record[k]))]));
test.each([
  ["a list among other things", { total: 3, data: objects }],
  ["cells beside the names of columns", { columns: names, index: [0, 1, 2], data: records }],
  ["a list for each column", byColumn((values) => values)],
  ["an object for each column", byColumn(numbered)],
  ["an object for each row", numbered(objects)],
])("an object around all records is taken off: %s", async (_, content) => {
  expect((await read("rows.json", JSON.stringify(content, null, 2))).records).toEqual(records);
});

test("an object that is a row itself is no such object", async () => {
  const row = { title: "Ludo", path: ["toys", "games"], tags: ["new"] };
  const columns = { title: "title", levels: ["path"] };
  expect((await read("rows.jsonl", JSON.stringify(row), columns)).records).toEqual([
    ["Ludo", "toys", "games"],
  ]);
});

test("keys of an object inside a row are columns", async () => {
  const lines = [
    { title: "Ludo", category: { parent: "toys", child: "games" } },
    { title: "Card", category: { parent: "gift cards" } },
  ];
  const columns = { title: "title", levels: ["category.parent", "category.child"] };
  const found = await read("rows.jsonl", lines.map((line) => JSON.stringify(line)).join("\n"), columns);
  expect(found.records).toEqual([
    ["Ludo", "toys", "games"],
    ["Card", "gift cards", ""],
  ]);
});

test("the content counts more than the name of the file", async () => {
  const lines = objects.map((one) => JSON.stringify(one)).join("\n");
  expect(await read("rows.csv", lines)).toMatchObject({ records, notes: ["read as JSON Lines"] });
  expect(await read("rows.txt", JSON.stringify(objects, null, 2))).toMatchObject({ records });
  const long = Array.from({ length: 3000 }, () => objects).flat();
  expect((await read("rows.csv", JSON.stringify(long), { ...columns })).lines).toHaveLength(9000);
  const csv =
    'title,parent,child\n"Tea \u7dd1\u8336, green",food,tea\n"12"" pan",home,pans\nGift card,gift cards,\n';
  expect(await read("rows.json", csv)).toMatchObject({ records, notes: [] });
  const braces = "{title},parent,child\nLudo,toys,games\n";
  const inBraces = { title: "{title}", levels: ["parent", "child"] };
  expect((await read("rows.csv", braces, inBraces)).records).toEqual([["Ludo", "toys", "games"]]);
});

test("numbers, booleans and nulls of JSON are text or nothing", async () => {
  const content = '[{"title": 42, "parent": true, "child": null}]';
  expect((await read("rows.json", content)).records).toEqual([["42", "true", ""]]);
});

test.each([
  ["a line that is not JSON", "rows.jsonl", '{"title": "a"}\n{"title": b}\n', /line 2: this is not JSON/],
  [
    "a quote that is not closed",
    "rows.jsonl",
    '{"title": "a"}\n{"title": "b}\n{}\n',
    /line 2: a quote is not closed/,
  ],
  [
    "an array without an end",
    "rows.json",
    '[{"title": "a"},\n{"title": "b"}',
    /line 2: the array does not end/,
  ],
  [
    "text after the array",
    "rows.json",
    '[{"title": "a"},\n{}]\n"b"',
    /line 3: there is more text after the end/,
  ],
  ["a bracket too many", "rows.jsonl", '{"title": "a"}\n}', /line 2: a bracket closes that none opens/],
  ["a value that is no object", "rows.jsonl", '{"title": "a"}\n7\n', /line 2: an object was expected/],
  ["a damaged Parquet file", "rows.parquet", "PAR1xxxxPAR1", /is a damaged Parquet file; write it again/],
  ["a zip that is no workbook", "rows.xlsx", "PK\u0003\u0004xxxx", /is not a whole XLSX workbook/],
])("%s is an error with the line", async (_, name, content, message) => {
  await expect(read(name, content)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(message),
  });
});

test("strings of JSON may have brackets, quotes and commas, wherever a chunk ends", async () => {
  const many = Array.from({ length: 20_000 }, (_, k) => ({
    title: `]}, "${k}" \\ [{\u7dd1`,
    parent: "a",
    child: "b",
  }));
  const { records: found } = await read("rows.json", JSON.stringify(many, null, 1));
  expect(found).toEqual(many.map(({ title }) => [title, "a", "b"]));
});
