import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { exampleModel, hedge } from "./cli.ts";

const rows = [
  "title,parent,child",
  "green tea,food,tea",
  "green tea,food,tea",
  "plum jam,food,jam",
  "wooden robot,toys,",
  ",food,tea",
  "gap,,tea",
  "hose,garden,hoses",
  "",
].join("\n");

test("--json prints the metrics of every level from the top, and --report writes the same", async () => {
  const { folder, model, hash } = await exampleModel({ "rows.csv": rows });
  const report = join(folder, "reports", "evaluation.json");
  const { status, stdout, stderr } = await hedge("evaluate", [
    ...["--model", model, "--data", join(folder, "*.csv"), "--json", "--report", report],
  ]);
  expect(status).toBe(0);
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({
    model: hash,
    titles: 3,
    notInTaxonomy: 1,
    duplicatesDropped: 1,
    rowsSkipped: 2,
    levels: [
      { name: "parent", accuracy: 1, logLoss: expect.any(Number), ece: expect.any(Number) },
      { name: "child", accuracy: 1, logLoss: expect.any(Number), ece: expect.any(Number) },
    ],
  });
  expect(found.fallback).toHaveLength(3);
  expect(JSON.parse(await readFile(report, "utf8"))).toEqual(found);
  expect(found.unknownLabels).toEqual([{ path: ["garden"], endsAbove: false, titles: 1, spelling: null }]);
  expect(stderr).toContain('  1 title: "garden"');
  expect(stderr).toContain("1 row skipped (no title): line 6");
  expect(stderr).toContain("1 row skipped (no parent): line 7");
});

test("--report writes a page, which the last line names; of unseen children there is none", async () => {
  const { folder, model } = await exampleModel({ "rows.csv": rows });
  const report = join(folder, "evaluation.html");
  const args = ["--model", model, "--data", join(folder, "*.csv"), "--report", report];
  const { status, stdout } = await hedge("evaluate", args);
  expect(status).toBe(0);
  expect(stdout.trimEnd().split("\n").at(-1)).toBe(`Report: ${report}`);
  expect(await readFile(report, "utf8")).toMatch(/^<!doctype html>[\s\S]*<section id="classes">/);
  const refused = await hedge("evaluate", [...args, "--unseen-children", "1"]);
  expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining("end in .json") });
});

test("--keep-duplicates counts every row", async () => {
  const { folder, model } = await exampleModel({ "rows.csv": rows });
  const data = join(folder, "rows.csv");
  const { stdout } = await hedge("evaluate", [
    "--model",
    model,
    "--data",
    data,
    "--json",
    "--keep-duplicates",
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ titles: 4, duplicatesDropped: 0 });
});

test("labels of another spelling are named, and taken for the model's with --merge-labels", async () => {
  const { folder, model } = await exampleModel({
    "rows.csv": "title;parent;child\ngreen tea;Food ;TEA\nrobot;toys;\n",
  });
  const args = ["--model", model, "--data", join(folder, "rows.csv"), "--json"];
  const apart = await hedge("evaluate", args);
  expect(JSON.parse(apart.stdout)).toMatchObject({
    titles: 1,
    notInTaxonomy: 1,
    unknownLabels: [{ path: ["Food"], titles: 1, spelling: ["food"] }],
  });
  expect(apart.stderr).toContain("read as separated by semicolons");
  expect(apart.stderr).toContain('  1 title: "Food", perhaps "food": --merge-labels takes it for that');
  const merged = await hedge("evaluate", [...args, "--merge-labels"]);
  expect(JSON.parse(merged.stdout)).toMatchObject({ titles: 2, notInTaxonomy: 0, unknownLabels: [] });
});

test("titles come from standard input, gzipped JSON Lines with paths too", async () => {
  const { model } = await exampleModel();
  const lines = '{"path": ["food", "tea"], "title": "green tea"}\n{"path": ["toys"], "title": "robot"}\n';
  const args = ["--model", model, "--data", "-", "--path", "path", "--json"];
  const { status, stdout } = await hedge("evaluate", args, gzipSync(lines));
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ titles: 2, levels: [{ titles: 2 }, { titles: 2 }] });
});

test("columns may have other names than in training", async () => {
  const { folder, model } = await exampleModel({ "rows.csv": "name,a,b\nblack tea,food,tea\n" });
  const { status, stdout } = await hedge("evaluate", [
    ...["--model", model, "--data", join(folder, "rows.csv"), "--title", "name", "--levels", "a,b"],
  ]);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^Right child 100 %, right parent 100 % \(1 title, evaluated\)\.\n[\s\S]*\nparent +1\.0000[\s\S]*\nchild +1\.0000/,
  );
});

test.each([
  ["a missing column", "title,parent\nx,food\n", /no column "child"; its columns are "title", "parent"/],
  ["an empty file", "", /is empty/],
  ["no title of a known class", "title,parent,child\nhose,garden,hoses\n", /None of the 1 titles/],
])("%s is status 2 and one line", async (_, content, line) => {
  const { folder, model } = await exampleModel({ "rows.csv": content });
  const { status, stdout, stderr } = await hedge("evaluate", [
    ...["--model", model, "--data", join(folder, "rows.csv"), "--json"],
  ]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.trimEnd()).toMatch(line);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("what is no model is status 2 and named", async () => {
  const { folder } = await exampleModel({ "rows.csv": rows, "bad.msgpack": "not a model" });
  const bad = join(folder, "bad.msgpack");
  const { status, stderr } = await hedge("evaluate", ["--model", bad, "--data", join(folder, "rows.csv")]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/bad\.msgpack" is no model file/);
});
