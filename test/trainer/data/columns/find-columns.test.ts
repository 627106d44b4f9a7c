import { expect, test } from "vitest";
import { askForLevels } from "../../../../trainer/data/ask-columns.ts";
import { readRows } from "../../../../trainer/data/read-rows.ts";
import { csvFile } from "../files.ts";

const columns = { title: "title", levels: ["parent", "child"] };
const read = async (content: string, more: object = {}) => {
  const file = await csvFile(content);
  const { rows, notes } = await readRows([file], { ...columns, ...more });
  return {
    rows: rows.map(({ title, path }) => [title, ...path]),
    notes: notes.map((note) => note.replace(`${file}: `, "")),
  };
};

test("columns are found in any case and Unicode form, an exact name first", async () => {
  expect((await read("TITLE,Parent , child\nTea,food,tea\n")).rows).toEqual([["Tea", "food", "tea"]]);
  expect((await read("Title,title,PARENT,child\nx,Tea,food,tea\n")).rows).toEqual([["Tea", "food", "tea"]]);
  const decomposed = await read("title,Kate\u0301gorie\nTea,tea\n", { levels: ["kat\u00e9gorie"] });
  expect(decomposed.rows).toEqual([["Tea", "tea"]]);
  await expect(read("Title,TITLE,parent,child\n")).rejects.toThrow('two columns "Title" and "TITLE"');
});

test("a banner above the header is passed over and said, in any dialect", async () => {
  const banner = "Report, of: 2014\n\nall; prices | in\teuros\n";
  for (const delimiter of [",", ";", "\t", "|"]) {
    const table = ["title,parent,child", "Tea,food,tea", "Ludo,toys,games"]
      .join("\n")
      .replaceAll(",", delimiter);
    const { rows, notes } = await read(`${banner}${table}\n`);
    expect(rows).toEqual([
      ["Tea", "food", "tea"],
      ["Ludo", "toys", "games"],
    ]);
    expect(notes[0]).toMatch(/the header is line 4, and what stands above it is left out$/);
  }
});

test.each([
  ["Artikel;Preis;Kategorie\nGr\u00fcner Tee;3;tea\nLudo;4;toys\n", "--title Artikel --levels Kategorie"],
  [
    "id,Product Name,Category\n1,Black tea,food\n2,Green tea,food\n",
    "--title 'Product Name' --levels Category",
  ],
  ["a,b,c\nBlack tea,food,1\nGreen tea,food,2\nLudo,toys,3\nHalma,toys,4\n", "--title a --levels b"],
  ['name,"Dept, main"\nTea,food\nJam,food\n', null],
])("a missing column is answered with a proposal: %j", async (content, proposal) => {
  const file = await csvFile(content);
  const message =
    proposal === null ? /its columns are "name", "Dept, main"/ : new RegExp(`so perhaps ${proposal}\\.$`);
  await expect(readRows([file], columns)).rejects.toMatchObject({
    code: "missing-column",
    message: expect.stringMatching(message),
  });
  const asked = await askForLevels(file, "title", {});
  expect(asked.code).toBe("bad-usage");
  expect(asked.message).toMatch(/^--levels is missing/);
});

test("a column of paths may go by the names of its levels", async () => {
  const file = await csvFile("title,category\nTea,food > tea\nLudo,toys > games\n");
  const { rows, levels } = await readRows([file], { title: "title", levels: ["category 1", "category 2"] });
  expect(levels).toEqual(["category 1", "category 2"]);
  expect(rows.map(({ path }) => path)).toEqual([
    ["food", "tea"],
    ["toys", "games"],
  ]);
});

test("paths deeper than the levels that are named are an error", async () => {
  const file = await csvFile("title,category\nTea,food > drinks > tea\n");
  await expect(readRows([file], { title: "title", levels: ["a", "b"], path: "category" })).rejects.toThrow(
    /holds paths of up to 3 levels, but --levels names 2/,
  );
});

test("a few labels that look like paths are pointed out", async () => {
  const { rows, notes } = await read("title,class\nTea,food > tea\nLudo,games\nPuppe,dolls\nSeil,ropes\n", {
    levels: ["class"],
  });
  expect(rows[0]).toEqual(["Tea", "food > tea"]);
  expect(notes).toEqual([
    '1 of 4 labels of column "class" have ">" in them, and are no paths; --path-separator ">" takes them for paths',
  ]);
});

test("the separator of paths can be given, or none", async () => {
  const file = await csvFile("title,category\nTea,food; tea\nLudo,toys; games\n");
  const paths = async (pathSeparator: string) =>
    (await readRows([file], { title: "title", levels: ["category"] }, { pathSeparator })).rows.map(
      ({ path }) => path,
    );
  expect(await paths(";")).toEqual([
    ["food", "tea"],
    ["toys", "games"],
  ]);
  expect(await paths("none")).toEqual([["food; tea"], ["toys; games"]]);
});
