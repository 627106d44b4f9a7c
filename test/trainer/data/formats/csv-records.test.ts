import { expect, test } from "vitest";
import { readRows } from "../../../../trainer/data/read-rows.ts";
import { csvFile } from "../files.ts";

const columns = { title: "title", levels: ["parent", "child"] };

async function read(content: string, options = {}) {
  const file = await csvFile(content);
  const { rows, skipped, notes } = await readRows([file], columns, options);
  return {
    rows: rows.map(({ title, path, row }) => [row, title, ...path]),
    skipped: skipped.map(({ row, reason, count = 1 }) => [row, count, reason]),
    notes: notes.map((note) => note.replace(`${file}: `, "")),
  };
}

const header = "title,parent,child\n";

test("lines are counted as an editor does, whatever ends them and whatever cells hold", async () => {
  const text = `${header}a,x,y\r\n\r\n"b\nb\r\nb",x,y\r"c",x,y\n,,\nd,x,y`;
  expect((await read(text)).rows.map(([line]) => line)).toEqual([2, 4, 7, 9]);
});

test("the lines of a banner and of sep= count", async () => {
  expect((await read(`sep=;\n${header.replaceAll(",", ";")}a;x;y\n`)).rows[0]?.[0]).toBe(3);
  expect((await read(`A report\n\n${header}a,x,y\n`)).rows[0]?.[0]).toBe(4);
  const skipping = await read(`title,of,a,report\n1\n${header}a,x,y\n`, { skipLines: 2 });
  expect(skipping.rows).toEqual([[4, "a", "x", "y"]]);
});

test("sep= that does not fit the header is not obeyed", async () => {
  expect((await read(`sep=;\n${header}a,x,y\n`)).rows).toEqual([[3, "a", "x", "y"]]);
});

test.each([
  ["at the next quote", `"a,x,y\nb,x,y\n"c, d",x,y\n`, [2, 3]],
  ["at the end of a cell", `"a,x,y\nb,x,y\nc,x,y\nd 12",x,y\n`, [2, 4]],
  ["in a later column", `a,"x,y\n"b, c",x,y\n`, [2, 2]],
])("a quote that was left open and closes %s takes counted rows with it", async (_, lines, [line, count]) => {
  const { rows, skipped } = await read(`${header}good,x,y\n${lines}last,x,y\n`.replace("good,x,y\n", ""));
  expect(rows.map(([, title]) => title)).toEqual(["last"]);
  expect(skipped).toEqual([
    [line, count, expect.stringMatching(/^a quote opens here and is closed in line \d, so that \d lines/)],
  ]);
});

test.each([
  ["of several lines", '"one\ntwo, or three\nfour",x,y\n', "one\ntwo, or three\nfour"],
  [
    "that begins with a quoted word",
    '"""Ludo"", a game, new\nand more",x,y\n',
    '"Ludo", a game, new\nand more',
  ],
])("a title %s is a title", async (_, line, title) => {
  const { rows, skipped } = await read(`${header}${line}last,x,y\n`);
  expect(rows.map(([, one]) => one)).toEqual([title, "last"]);
  expect(skipped).toEqual([]);
});

test("where tabs separate, a quote that is left open is a character like others, and said", async () => {
  const text = `${header}good one,x,y\n"Pan 12",x,y\n"Pot,x,y\nlast,x,y\n`.replaceAll(",", "\t");
  const { rows, notes } = await read(text);
  expect(rows.map(([, title]) => title)).toEqual(["good one", '"Pan 12"', '"Pot', "last"]);
  expect(notes).toEqual(["read as separated by tabs, quotes as ordinary characters"]);
});

test("records of nothing but white space, control characters and delimiters are passed over", async () => {
  const { rows, skipped } = await read(`${header} , ,\n,,,,,\n\t\na,x,y\n\u001a`);
  expect(rows).toHaveLength(1);
  expect(skipped).toEqual([]);
});

test("lines of totals and repeated headers are listed, and are no loss", async () => {
  const { rows, skipped } = await read(
    `${header}a,x,y\n TITLE,Parent ,child\nTotals:,,\nGrand total,120,3\nTotal,x,y\n`,
  );
  expect(rows.map(([, title]) => title)).toEqual(["a", "Total"]);
  expect(skipped).toEqual([
    [3, 1, "the header once more"],
    [4, 1, "a line of totals"],
    [5, 1, "a line of totals"],
  ]);
});

test("a file without a header line is told so", async () => {
  await expect(read("a,x,y\nb,x,z\n")).rejects.toMatchObject({
    code: "missing-column",
    message: expect.stringMatching(
      /no header line: put one above its first line, for example title,parent,child\.$/,
    ),
  });
});
