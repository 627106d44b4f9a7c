import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../data/files.ts";
import { hedge } from "./cli.ts";
import { csv, many, small, smallRun } from "./small-catalogue.ts";

test("trains, holds titles out, reports, and the other commands understand the model", {
  timeout: 60_000,
}, async () => {
  const folder = await folderWith({ "rows.csv": many });
  const out = join(folder, "new", "m.msgpack");
  const report = join(folder, "report.json");
  const trained = await hedge("train", [
    ...[
      "--data",
      join(folder, "*.csv"),
      ...small,
      "--out",
      out,
      "--holdout",
      "0.25",
      "--report",
      report,
      "--json",
    ],
  ]);
  expect(trained).toMatchObject({ status: 0 });
  const result = JSON.parse(trained.stdout);
  expect(result).toMatchObject({
    model: out,
    summary: { titles: 12, chains: 1, warmup: 10, drawsPerChain: 5 },
    targets: [0.8, 0.9, 0.95, 0.99].map((target) => expect.objectContaining({ target, promised: false })),
  });
  expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject({ hash: result.hash, diagnosis: {} });

  const heldOut = join(folder, "new", "m.holdout.csv");
  expect((await readFile(heldOut, "utf8")).trimEnd().split("\n")).toHaveLength(5);
  const evaluated = await hedge("evaluate", ["--model", out, "--data", heldOut, "--json"]);
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ model: result.hash, titles: 4 });
  const inspected = await hedge("inspect", ["--model", out, "--json"]);
  expect(JSON.parse(inspected.stdout)).toMatchObject({
    hash: result.hash,
    training: result.summary,
    promises: {
      targets: result.targets,
      summary: expect.stringMatching(/^This model can promise no target\./),
    },
  });
});

test("a semicolon-separated Windows-1252 export with paths is read, said, trained on and evaluated", {
  timeout: 60_000,
}, async () => {
  const rows = ["Gr\u00fcner Tee", "Pflaumenmus", "Roboter", "Puppe"].flatMap((title, k) =>
    ["klein", "gro\u00df", "neu", "alt"].map(
      (more) => `${title} ${more};${["Essen > Tee", "Essen > Mus", "Spiel > Roboter", "Spiel > Andere"][k]}`,
    ),
  );
  const text = `Artikel;Kategorie\r\n${rows.join("\r\n")}\r\n`;
  const folder = await folderWith({
    "export.csv": Buffer.from(text, "latin1"),
    "all.txt": "Essen > Andere\nSpiel > Andere\n",
  });
  const file = join(folder, "export.csv");
  const out = join(folder, "m.msgpack");
  const run = [...small.slice(2), "--out", out, "--taxonomy", join(folder, "all.txt")];
  const asked = await hedge("train", ["--data", file, ...run]);
  expect(asked).toMatchObject({ status: 2, stdout: "" });
  expect(asked.stderr).toMatch(
    /has "Artikel", "Kategorie", so perhaps --title Artikel --levels Kategorie\.\n$/,
  );

  const columns = ["--title", "Artikel", "--levels", "Kategorie"];
  const { status, stderr } = await hedge("train", ["--data", file, ...columns, ...run]);
  expect(status).toBe(0);
  const said = stderr.split("\n");
  expect(said).toContain(`${file}: read as Windows-1252, separated by semicolons`);
  expect(said).toContain('column "Kategorie" holds paths of up to 2 levels, separated by ">"');
  expect(stderr).toContain(
    'classes without titles, 1, which are answered as new ones of their parents: "Essen > Andere"',
  );

  const evaluated = await hedge("evaluate", ["--model", out, "--data", file, "--title", "artikel", "--json"]);
  expect(JSON.parse(evaluated.stdout)).toMatchObject({
    titles: 16,
    levels: [{ name: "Kategorie 1" }, { name: "Kategorie 2" }],
  });
});

test("a run that would lose too many rows stops and says what would read them", async () => {
  const merged = many.replaceAll(/,(food|toys),/g, (_, label, at) => (at % 3 === 0 ? `,${label},` : ",,"));
  const folder = await folderWith({ "rows.csv": merged });
  const args = smallRun(folder);
  const { status, stderr } = await hedge("train", args);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /hedge train: \d+ of 16 rows cannot be used, mostly for "no parent" .*; try --fill-down/,
  );
  expect(await readdir(folder)).toEqual(["rows.csv"]);
});

test.each([
  ["a missing file", [], null, /There is no file ".*rows\.csv"/],
  ["an empty file", [], "", /rows\.csv" is empty/],
  ["a header and nothing else", [], csv([]), /There is no row below the header/],
  [
    "a missing column",
    ["--title", "name"],
    many,
    /no column "name"; its columns are "title", "parent", "child"/,
  ],
  [
    "no usable row",
    [],
    csv(["tea,,", ",food,tea"]),
    /No row can be used: 2 were skipped, .*line 2 \(no parent\)/,
  ],
  ["one class only", [], csv(["tea,food,tea", "more tea,food,tea"]), /one class "tea"/],
  ["a model that cannot fit", ["--max-bytes", "100"], many, /--max-bytes is 100; raise it to at least \d+/],
])("%s is status 2 and a last line that says so", { timeout: 60_000 }, async (_, more, content, line) => {
  const folder = await folderWith(content === null ? {} : { "rows.csv": content });
  const args = smallRun(folder, "--json", ...more);
  const { status, stdout, stderr } = await hedge("train", args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.trimEnd().split("\n").at(-1)).toMatch(line);
  expect(await readdir(folder)).not.toContain("m.msgpack");
});

test.each([
  [["--draws", "0"], /option '--draws <n>' argument '0' is invalid\. It must be at least 1\./],
  [["--draws", "1.5"], /argument '1\.5' is invalid\. It must be a whole number\./],
  [["--draws", "-5"], /argument '-5' is invalid\. It must be at least 1\./],
  [["--chains", "0"], /argument '0' is invalid\. It must be at least 1\./],
  [["--warmup", "-1"], /argument '-1' is invalid\. It must be at least 0\./],
  [["--threads", "1025"], /argument '1025' is invalid\. It must be at most 1024\./],
  [["--threads", "0"], /option '--threads <n>' argument '0' is invalid\. It must be at least 1\./],
  [["--preset", "best"], /Allowed choices are default, bayes, original, quick\./],
  [["--levels", "parent,parent"], /"parent" is asked for twice/],
  [["--holdout-file", "x.csv"], /needs --holdout/],
  [
    ["--class-prior", "even"],
    /There is no file "even"; --class-prior takes data, uniform or a file of shares\.$/,
  ],
  [["--calibration", "1"], /argument '1' is invalid\. It must be cross-fit, or a number of at least 0 /],
  [["--calibration", "folds"], /argument 'folds' is invalid\. It must be cross-fit, or a number/],
  [["--fast"], /unknown option '--fast'/],
  [["--json", "extra"], /too many arguments/],
])("%j is status 2 and one line", async (args, line) => {
  const folder = await folderWith({ "rows.csv": many });
  const usual = [
    "--levels",
    "parent,child",
    "--out",
    join(folder, "m.msgpack"),
    "--data",
    join(folder, "rows.csv"),
  ];
  const { status, stdout, stderr } = await hedge("train", [...usual, ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.trimEnd()).toMatch(line);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("an output that would overwrite the data, or cannot be written, is refused before the work", async () => {
  const folder = await folderWith({ "rows.csv": many, file: "" });
  const data = join(folder, "rows.csv");
  const over = await hedge("train", ["--data", data, ...small, "--out", data]);
  expect(over).toMatchObject({ status: 2, stderr: expect.stringContaining("--out and --data both name") });
  expect(await readFile(data, "utf8")).toBe(many);
  const under = await hedge("train", ["--data", data, ...small, "--out", join(folder, "file", "m.msgpack")]);
  expect(under).toMatchObject({ status: 2, stderr: expect.stringContaining("There is no folder") });
});

test("--from is checked before the work", async () => {
  const folder = await folderWith({ "rows.csv": many });
  const from = join(folder, "earlier.run");
  const { status, stderr } = await hedge("train", [
    ...["--data", join(folder, "rows.csv"), ...small],
    ...["--out", join(folder, "m.msgpack"), "--from", from],
  ]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `hedge train: There is no "${from}"; --from names a model file or a run folder.\n`,
  });
});

test("shares for another class balance are refused before the work, naming file, row and column", async () => {
  const shares = "parent,child,share\nfood,tea,1\nfood,jam,half\n";
  const folder = await folderWith({ "rows.csv": many, "shares.csv": shares });
  const file = join(folder, "shares.csv");
  const args = ["--data", join(folder, "rows.csv"), ...small, "--class-prior", file];
  const bad = await hedge("train", [...args, "--out", join(folder, "m.msgpack")]);
  expect(bad).toMatchObject({ status: 2, stdout: "" });
  expect(bad.stderr.trimEnd()).toMatch(
    /shares\.csv", line 3: column "share" is "half"; it must be a number above 0/,
  );
  const over = await hedge("train", [...args, "--out", file]);
  expect(over).toMatchObject({ status: 2, stderr: expect.stringContaining("--out and --class-prior both") });
  expect(await readFile(file, "utf8")).toBe(shares);
});

test("--help is status 0 on standard output and shows how to call it", async () => {
  const { status, stdout, stderr } = await hedge("train", ["--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: hedge train \[options\]/);
  for (const option of ["--data", "--levels", "--seed", "--max-bytes", "--holdout"])
    expect(stdout).toContain(option);
});
