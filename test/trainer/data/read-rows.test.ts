import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readRows } from "../../../trainer/data/read-rows.ts";
import { csvFile, folderWith } from "./files.ts";

const columns = { title: "title", levels: ["parent", "child"] };

const titlesAndPaths = async (file: string) =>
  (await readRows([file], columns)).rows.map(({ title, path }) => [title, ...path]);

test("takes the columns asked for, in any order, and leaves the others", async () => {
  const file = await csvFile("id,child,title,parent\n7,games,Parcheesi,toys\n");
  expect(await readRows([file], columns)).toEqual({
    rows: [{ file, row: 2, title: "Parcheesi", path: ["toys", "games"] }],
    skipped: [],
    levels: ["parent", "child"],
    notes: [],
  });
});

test("understands byte order mark, CRLF, quotes, doubled quotes and line breaks in fields", async () => {
  const file = await csvFile(
    '\ufefftitle,parent,child\r\n"Pan, 12""",home,pans\r\n"Two\r\nlines",home,pans\r\n',
  );
  expect(await titlesAndPaths(file)).toEqual([
    ['Pan, 12"', "home", "pans"],
    ["Two\r\nlines", "home", "pans"],
  ]);
});

test("keeps an inch sign inside a field", async () => {
  const file = await csvFile('title,parent,child\n12" pan,home,pans\n');
  expect(await titlesAndPaths(file)).toEqual([['12" pan', "home", "pans"]]);
});

test("reads UTF-16 when its byte order mark says so", async () => {
  const file = await csvFile(Buffer.from("\ufefftitle,parent,child\nThé,food,tea\n", "utf16le"));
  expect(await titlesAndPaths(file)).toEqual([["Thé", "food", "tea"]]);
});

test("drops white space around titles, labels and column names", async () => {
  const file = await csvFile("title , parent,child\n Tea ,\tfood , tea \u00a0\n");
  expect(await titlesAndPaths(file)).toEqual([["Tea", "food", "tea"]]);
});

test("reads several files in the order given, counting lines in each", async () => {
  const folder = await folderWith({
    "b.csv": "title,parent,child\nB1,x,y\nB2,x,y\n",
    "a.csv": "child,parent,title\ny,x,A1\n",
  });
  const files = [join(folder, "b.csv"), join(folder, "a.csv")];
  const { rows } = await readRows(files, columns);
  expect(rows.map(({ title, row }) => [title, row])).toEqual([
    ["B1", 2],
    ["B2", 3],
    ["A1", 2],
  ]);
});

test("lists rows without a title or with too many fields, by their lines; cells missing at the end are empty", async () => {
  const file = await csvFile(
    "title,parent,child\n  ,toys,games\n\nGo, a game,toys,games\nChess,toys\nLudo,toys,games\n",
  );
  const { rows, skipped } = await readRows([file], columns);
  expect(rows).toEqual([
    { file, row: 5, title: "Chess", path: ["toys", ""] },
    { file, row: 6, title: "Ludo", path: ["toys", "games"] },
  ]);
  expect(skipped).toMatchObject([
    { file, row: 2, reason: "no title" },
    { file, row: 4, reason: "4 fields where the header has 3", advice: expect.stringContaining("--quote") },
  ]);
});

test("a NUL is a character like any other", async () => {
  const file = await csvFile("title,parent,child\nNul\0here,a,b\n");
  expect(await titlesAndPaths(file)).toEqual([["Nul\0here", "a", "b"]]);
});

test("a missing file is named", async () => {
  await expect(readRows(["no-such.csv"], columns)).rejects.toMatchObject({
    code: "missing-file",
    message: expect.stringContaining('"no-such.csv"'),
  });
});

test("a folder is not a file", async () => {
  const folder = dirname(await csvFile(""));
  await expect(readRows([folder], columns)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("*.csv"),
  });
});

test("a missing column is named beside the columns there are", async () => {
  const file = await csvFile("name,parent,child\nTea,food,tea\n");
  await expect(readRows([file], columns)).rejects.toMatchObject({
    code: "missing-column",
    message:
      `"${file}" has no column "title"; its columns are "name", "parent", "child", ` +
      "so perhaps --title name --levels parent,child.",
  });
});

test("two columns of one name are ambiguous", async () => {
  const file = await csvFile("title,parent,child,title\nTea,food,tea,x\n");
  await expect(readRows([file], columns)).rejects.toMatchObject({ code: "bad-input" });
});

test("a column cannot be title and level", async () => {
  await expect(readRows([], { title: "title", levels: ["title"] })).rejects.toMatchObject({
    code: "bad-usage",
  });
  await expect(readRows([], { title: "title", levels: ["a", "a"] })).rejects.toMatchObject({
    code: "bad-usage",
  });
});

test.each(["", "\ufeff"])("an empty file (%j) is an error", async (content) => {
  const file = await csvFile(content);
  await expect(readRows([file], columns)).rejects.toMatchObject({ code: "empty-data" });
});

test("a quote that is never closed is an error that names the file and the line", async () => {
  const file = await csvFile('title,parent,child\nTea,food,tea\n"Pan,home,pans\nPot,home,pots\n');
  await expect(readRows([file], columns)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(
      /rows\.csv", line 3: a quote opens here and is never closed, so that 2 lines are one record/,
    ),
  });
});

test("cuts a title as the API does, and says so", async () => {
  const folder = await folderWith({ "a.csv": `title,level\nshort,x\n${"word ".repeat(3000)},x\n` });
  const file = join(folder, "a.csv");
  const { rows, notes } = await readRows([file], { title: "title", levels: ["level"] });
  expect(rows.map(({ title }) => title.length)).toEqual([5, 9999]);
  expect(notes).toEqual([`1 title is cut to 10,000 characters, the first in ${file}, line 3`]);
});
