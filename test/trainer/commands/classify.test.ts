import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { exampleModel, hedge } from "./cli.ts";

test("answers titles given as arguments, a line each, aligned", async () => {
  const { model } = await exampleModel();
  const { status, stdout, stderr } = await hedge("classify", ["--model", model, "black tea", "wooden robot"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^0\.\d\d \[0\.\d\d, [01]\.\d\d\] {2}food > tea {2}black tea$/),
    expect.stringMatching(/^0\.\d\d \[0\.\d\d, [01]\.\d\d\] {2}toys {8}wooden robot$/),
  ]);
});

test("answers every line of standard input, blank ones too, whatever ends the lines", async () => {
  const { model } = await exampleModel();
  const { status, stdout } = await hedge("classify", ["--model", model], "black tea\r\n\n   \rplum jam");
  expect(status).toBe(0);
  expect(stdout.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/black tea$/),
    expect.stringContaining("(none)"),
    expect.stringContaining("(none)"),
    expect.stringMatching(/plum jam$/),
  ]);
});

test("standard input may be in UTF-16, Windows-1252 or gzipped", async () => {
  const { model } = await exampleModel();
  const lines = "black tea\nth\u00e9 de Chine\n";
  for (const input of [
    Buffer.from(`\ufeff${lines}`, "utf16le"),
    Buffer.from(lines, "latin1"),
    gzipSync(lines),
  ]) {
    const { stdout } = await hedge("classify", ["--model", model, "--json"], input);
    expect(JSON.parse(stdout)).toMatchObject([{ title: "black tea" }, { title: "th\u00e9 de Chine" }]);
  }
});

test("--json prints one array of answers and nothing else on standard output", async () => {
  const { model, hash } = await exampleModel();
  const { status, stdout } = await hedge("classify", [
    "--model",
    model,
    "--json",
    "--top",
    "1",
    "tea",
    "\u{1f986}",
  ]);
  expect(status).toBe(0);
  const answers = JSON.parse(stdout);
  expect(answers).toMatchObject([
    { title: "tea", answer: { path: ["food", "tea"], level: 2 }, fallback: null, model: hash },
    { title: "\u{1f986}", answer: null, fallback: { reason: "no-known-words" } },
  ]);
  expect(answers[0].candidates).toHaveLength(1);
});

test("--json prints answers while titles come, so that any number of them takes little memory", async () => {
  const { model } = await exampleModel();
  const script = join(import.meta.dirname, "../../../trainer/commands/classify.ts");
  const child = spawn(process.execPath, [script, "--model", model, "--json"], { stdio: "pipe" });
  child.stdin.write("black tea\n");
  const first = await new Promise<string>((resolve) =>
    child.stdout.once("data", (data) => resolve(`${data}`)),
  );
  expect(first).toContain('"title": "black tea"');
  let rest = "";
  child.stdout.on("data", (data) => {
    rest += data;
  });
  child.stdin.end("plum jam\n");
  await new Promise((resolve) => child.once("close", resolve));
  expect(JSON.parse(first + rest)).toMatchObject([{ title: "black tea" }, { title: "plum jam" }]);
});

test("--explain says what each word adds", async () => {
  const { model } = await exampleModel();
  const { stdout } = await hedge("classify", ["--model", model, "--explain", "black tea"]);
  expect(stdout.split("\n")[1]).toMatch(/^ {4}against (food > jam|toys): .*\btea -?\d+\.\d\d/);
});

test("--data labels a file, and writes CSV to standard output where no file is named", async () => {
  const { folder, model } = await exampleModel({ "rows.csv": "title,n\nblack tea,1\n,2\n" });
  const data = join(folder, "rows.csv");
  const { status, stdout, stderr } = await hedge("classify", ["--model", model, "--data", data]);
  expect(status).toBe(0);
  expect(stdout.split("\n").slice(0, 3)).toEqual([
    "title,n,path,level,probability,interval_low,interval_high,reason",
    expect.stringMatching(/^black tea,1,food > tea,2,/),
    ",2,,,,,,no-title",
  ]);
  expect(stderr).toContain("standard output: 2 rows, 1 with an answer, 1 without a title\n");
  const out = join(folder, "made", "out.jsonl");
  const labelled = await hedge("classify", ["--model", model, "--data", "-", "--out", out], "title\ntea\n");
  expect(labelled.status).toBe(0);
  expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ title: "tea", path: "food > tea" });
});

test("no title at all is an empty array", async () => {
  const { model } = await exampleModel();
  expect(await hedge("classify", ["--model", model, "--json"])).toEqual({
    status: 0,
    stdout: "[]\n",
    stderr: "",
  });
});

test("--top lists candidates below the answer", async () => {
  const { model } = await exampleModel();
  const { stdout } = await hedge("classify", ["--model", model, "--top", "2", "tea"]);
  expect(stdout.trimEnd().split("\n")).toEqual([
    expect.stringContaining("tea"),
    expect.stringMatching(/^ {4}0\.\d\d .* food > tea$/),
    expect.stringMatching(/^ {4}0\.\d\d .* (food > jam|toys)$/),
  ]);
});

test("control characters in a title do not reach the terminal", async () => {
  const { model } = await exampleModel();
  const { status, stdout } = await hedge("classify", ["--model", model, "tea \u001b[2J\u0007\u009b"]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^[^\p{Cc}]*\n$/u);
});

test("a reader that stops early is no failure", async () => {
  const { model } = await exampleModel();
  const script = join(import.meta.dirname, "../../../trainer/commands/classify.ts");
  const child = spawn(process.execPath, [script, "--model", model], { stdio: "pipe" });
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  child.stdin.on("error", () => {});
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.stdout.once("data", () => {
    child.stdout.destroy();
    child.stdin.end("black tea\n".repeat(20_000));
  });
  child.stdin.write("plum jam\n");
  expect(await closed).toBe(0);
  expect(complaints).toBe("");
});

test.each([
  ["no model", ["--model", "no-such.msgpack", "tea"], /^hedge classify: There is no model "no-such.msgpack"/],
  ["an unknown option", ["--modle", "x", "tea"], /^hedge classify: unknown option '--modle'.*--model/],
  ["titles and a file", ["tea", "--data", "x.csv"], /cannot be given together; leave out "tea"\.$/],
  ["--out for titles", ["--out", "x.csv", "tea"], /--out needs --data/],
  ["a file as JSON", ["--json", "--data", "x.csv"], /--out labelled\.jsonl/],
  ["a page for a model", ["--model", "README.md", "tea"], /"README.md" is no model file; name one/],
  ["a silly number", ["--top", "0", "tea"], /^hedge classify: .*'0' is invalid\. It must be at least 1\.$/],
  ["no number", ["--top", "1e1", "tea"], /^hedge classify: .*It must be a whole number\.$/],
])("%s is status 2 and one line", async (_, args, line) => {
  const { status, stdout, stderr } = await hedge("classify", args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.trimEnd()).toMatch(line);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
