import { readdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageVersion } from "../../../trainer/files/package-version.ts";
import { folderWith } from "../data/files.ts";
import { hedge } from "./cli.ts";
import { many, smallRun } from "./small-catalogue.ts";

test("more threads than cores are reduced, with one line", { timeout: 60_000 }, async () => {
  const folder = await folderWith({ "rows.csv": many });
  const args = smallRun(folder, "--threads", "1024");
  const { status, stdout, stderr } = await hedge("train", args);
  expect(status).toBe(0);
  expect(stdout).toMatch(/\nTargets this model can promise: 0\.80\. 0\.90 would need about .+\.\n/);
  expect(stdout).toMatch(/\nRight child \d+ %, right parent \d+ % \(16 titles, cross-fitted\)\.\n/);
  expect(stdout).toMatch(/\nThe sampling is bad:\n/);
  expect(stdout).toMatch(/ --resume \S+m\.run --draws 50\.\n/);
  const report = join(folder, "m.report.html");
  expect(stdout).toMatch(new RegExp(`\\nReport: ${report}\\n$`));
  expect(await readFile(report, "utf8")).toMatch(/^<!doctype html>/);
  const cores = availableParallelism();
  expect(stderr.split("\n")).toContain(`--threads 1024: ${cores} are used, there being no more cores`);
});

test("--strict makes a bad verdict a failure, with the model and the report written", {
  timeout: 60_000,
}, async () => {
  const folder = await folderWith({ "rows.csv": many });
  const args = smallRun(folder, "--strict");
  const { status, stderr } = await hedge("train", args);
  expect(status).toBe(1);
  expect(stderr.trimEnd().split("\n").at(-1)).toBe(
    "hedge train: the sampling is bad, which --strict makes a failure.",
  );
  const written = ["m.msgpack", "m.report.html", "m.run", "rows.csv"];
  expect((await readdir(folder)).sort()).toEqual(written);
});

test("--plan says what the run would take, and writes nothing", { timeout: 60_000 }, async () => {
  const folder = await folderWith({ "rows.csv": many });
  const args = smallRun(folder);
  const { status, stdout, stderr } = await hedge("train", [...args, "--holdout", "0.2", "--plan", "--json"]);
  expect(status).toBe(0);
  expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^expected: about 0:\d\d in all, /);
  expect(JSON.parse(stdout)).toMatchObject({
    seconds: { chains: expect.any(Number) },
    disk: expect.any(Number),
  });
  expect(await readdir(folder)).toEqual(["rows.csv"]);
});

test("--version is that of the package", async () => {
  const outcome = await hedge("train", ["--version"]);
  expect(outcome).toEqual({ status: 0, stdout: `${packageVersion()}\n`, stderr: "" });
});
