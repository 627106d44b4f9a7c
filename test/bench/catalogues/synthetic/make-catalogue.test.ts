import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRows } from "../../../../trainer/data/read-rows.ts";
import { root } from "../../../fixtures/committed-files.ts";
import { folderWith } from "../../../trainer/data/files.ts";

function make(args: readonly string[]) {
  const file = `${root}bench/catalogues/synthetic/make-catalogue.ts`;
  return spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });
}

test("a catalogue is a file that train reads, the same for the same seed", async () => {
  const folder = await folderWith({});
  const [one, two] = [join(folder, "one.csv"), join(folder, "two.csv")];
  const size = ["--rows", "12000", "--classes", "3,12,40"];
  const { status, stdout } = make([...size, "--out", one]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `${one}: 12000 rows, 3 > 12 > 40 classes; train with --levels level1,level2,level3\n`,
  });
  expect(make([...size, "--out", two]).status).toBe(0);
  expect(readFileSync(two).equals(readFileSync(one))).toBe(true);
  const { rows } = await readRows([one], { title: "title", levels: ["level1", "level2", "level3"] });
  expect(rows).toHaveLength(12_000);
  expect(new Set(rows.map(({ path }) => path.join(" > "))).size).toBe(40);
});

test.each([
  ["falling numbers of classes", "20,6"],
  ["no classes", "0"],
  ["a share of a class", "2.5"],
])("%s are refused in a line", (_, classes) => {
  const { status, stderr } = make(["--rows", "10", "--classes", classes, "--out", "never.csv"]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^hedge make:catalogue: .*whole numbers, each at least as large.*\n$/);
});
