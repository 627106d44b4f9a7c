import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { loadModel } from "../../../trainer/artifact/load-model.ts";
import { type LabelRun, labelFiles } from "../../../trainer/labelling/label-file.ts";
import { startLabelThreads } from "../../../trainer/labelling/label-threads.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { exampleModel } from "../commands/cli.ts";

/** Labels files of a new folder; gives the lines said, the counts and the folder. */
async function label(files: Readonly<Record<string, string>>, given: Partial<LabelRun> & { out: string }) {
  const { folder, model: modelFile } = await exampleModel(files);
  const { model } = await loadModel(modelFile);
  const said: string[] = [];
  const run = {
    options: { top: 0, explain: false },
    title: "title",
    reading: {},
    escapeFormulas: false,
    threads: 2,
    ...given,
  };
  const counts = await labelFiles(
    {
      ...run,
      model,
      modelFile,
      files: Object.keys(files).map((name) => join(folder, name)),
      out: join(folder, run.out),
    },
    { ...silentProgress, say: (line) => void said.push(line) },
  );
  return { folder, counts, said, text: () => readFile(join(folder, run.out), "utf8") };
}

const rows = "id;title\n1;black tea\n\n2;\n3;=plum jam\n";

test("gives a row for every row, blank ones too, with all columns and those of the answer", async () => {
  const { counts, text, said } = await label({ "rows.csv": rows }, { out: "out.csv" });
  expect(counts).toEqual({ rows: 4, answered: 2, blank: 2 });
  expect((await text()).trimEnd().split("\n")).toEqual([
    "id,title,path,level,probability,interval_low,interval_high,reason",
    expect.stringMatching(/^1,black tea,food > tea,2,0\.\d{4},0\.\d{4},[01](\.\d{4})?,$/),
    ",,,,,,,no-title",
    "2,,,,,,,no-title",
    expect.stringMatching(/^3,=plum jam,food > jam,2,/),
  ]);
  expect(said.join("\n")).toContain("rows.csv: read as separated by semicolons");
});

test("escapes what a spreadsheet would run, on request, and no number", async () => {
  const csv = `title,sum\n=plum jam,-5\nblack tea,@SUM(A1)\n`;
  const { text } = await label({ "rows.csv": csv }, { out: "out.tsv", escapeFormulas: true });
  const [, first, second] = (await text()).split("\n");
  expect(first).toMatch(/^'=plum jam\t-5\tfood/);
  expect(second).toMatch(/^black tea\t'@SUM\(A1\)\tfood/);
});

test("keeps the values of JSON as they are, and names that are taken apart", async () => {
  const lines = [
    '{"title":"black tea","n":1,"path":["a"]}',
    '{"title":"plum jam","n":null,"later":{"x":true}}',
  ];
  const { text, said } = await label({ "rows.jsonl": `${lines.join("\n")}\n` }, { out: "out.jsonl" });
  const found = (await text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(found).toMatchObject([
    { title: "black tea", n: 1, path: ["a"], hedge_path: "food > tea", hedge_level: 2 },
    { title: "plum jam", n: null, later: { x: true }, hedge_path: "food > jam" },
  ]);
  expect(said).toContain('the columns added begin with "hedge_", as some names are taken');
});

test("writes Parquet with types, and keeps those of Parquet", async () => {
  const { folder } = await label({ "rows.csv": rows }, { out: "out.parquet" });
  const first = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, "out.parquet")) });
  expect(first).toMatchObject([
    { id: "1", path: "food > tea", level: 2, reason: null },
    { id: "", path: null, level: null, reason: "no-title" },
    { id: "2", reason: "no-title" },
    { title: "=plum jam", probability: expect.closeTo(0.5, 0) },
  ]);
  const { model: modelFile } = await exampleModel();
  const { model } = await loadModel(modelFile);
  const options = { top: 1, explain: true };
  await labelFiles(
    {
      ...{ model, modelFile, options, title: "title", reading: {}, escapeFormulas: false, threads: 1 },
      files: [join(folder, "out.parquet")],
      out: join(folder, "again.parquet"),
    },
    silentProgress,
  );
  const again = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, "again.parquet")) });
  expect(again[0]).toMatchObject({
    probability: first[0]?.probability,
    hedge_candidate_1: "food > tea",
    hedge_words: expect.stringContaining("tea "),
  });
});

test("keeps the values of Parquet and of a file beside it", async () => {
  const { folder } = await label({ "rows.csv": "title\nblack tea\n" }, { out: "a.parquet" });
  const { model: modelFile } = await exampleModel();
  const { model } = await loadModel(modelFile);
  const first = join(folder, "a.parquet");
  const second = join(folder, "b.csv");
  const names = "title,path,level,probability,interval_low,interval_high,reason";
  await writeFile(second, `${names}\nplum jam,x,7,,,,why\n`);
  const out = join(folder, "both.parquet");
  await labelFiles(
    {
      ...{ model, modelFile, title: "title", reading: {}, escapeFormulas: false, threads: 1 },
      ...{ options: { top: 0, explain: false }, files: [first, second], out },
    },
    silentProgress,
  );
  expect(await parquetReadObjects({ file: await asyncBufferFromFile(out) })).toMatchObject([
    { title: "black tea", level: "2", hedge_level: 2 },
    { title: "plum jam", path: "x", level: "7", reason: "why", hedge_path: "food > jam" },
  ]);
});

test("a model that was replaced meanwhile is an error", async () => {
  const { model: modelFile } = await exampleModel();
  const job = { model: modelFile, hash: "sha256:other", options: { top: 0, explain: false } };
  const threads = startLabelThreads(job, 1);
  await expect(threads.label(["tea"])).rejects.toMatchObject({ code: "failed" });
  await expect(threads.label(["tea"])).rejects.toThrow("was replaced by another model");
  await threads.close();
});

test("labels on threads as in one, in the order of the rows", async () => {
  const titles = Array.from({ length: 30_000 }, (_, k) => ["black tea", "plum jam", "robot"][k % 3] ?? "");
  const many = `title,n\n${titles.map((title, k) => `${title} ${k},${k}\n`).join("")}`;
  const { text, counts } = await label(
    { "a.csv": many, "b.csv": "title,n\nblack tea,x\n" },
    { out: "o.csv" },
  );
  expect(counts.rows).toBe(30_001);
  const found = (await text()).trimEnd().split("\n").slice(1);
  expect(found.map((line) => line.split(",")[1])).toEqual([...titles.keys(), "x"].map(String));
  const { text: alone } = await label({ "b.csv": "title,n\nblack tea 0,0\n" }, { out: "o.csv" });
  expect(found[0]).toBe((await alone()).split("\n")[1]);
});

test.each([
  [
    "other columns",
    { "a.csv": "title\ntea\n", "b.csv": "title,x\ntea,1\n" },
    "o.csv",
    /b.csv" has other col/,
  ],
  [
    "a quote left open",
    { "a.csv": 'title,x\n"tea,1\njam,2\njam" pan,3\n' },
    "o.csv",
    /line 2: .*--quote none/,
  ],
  ["no such column", { "a.csv": "name\ntea\n" }, "o.csv", /has no column "title"/],
  ["another format", { "a.csv": "title\ntea\n" }, "o.xlsx", /must end in .csv/],
])("%s is an error, and nothing is written", async (_, files, out, message) => {
  const { folder } = await exampleModel();
  await expect(label(files, { out: join("..", folder.split("/").at(-1) ?? "", out) })).rejects.toThrow(
    message,
  );
  expect(await readdir(folder)).toEqual(["model.msgpack"]);
});

test("says what was cut or left out", async () => {
  const csv = `n,title\n1,${"tea ".repeat(4000)}\n2,plum,jam\n`;
  const { said } = await label({ "a.csv": csv }, { out: "o.parquet" });
  expect(said).toEqual([
    expect.stringMatching(/^1 title is cut to 10,000 characters, the first in .*a.csv, line 2$/),
    expect.stringMatching(/^1 row has more cells than there are columns; they are left out: .*line 3$/),
  ]);
});
