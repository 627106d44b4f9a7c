import { join } from "node:path";
import { expect, test } from "vitest";
import { expandGlobs } from "../../../trainer/data/expand-globs.ts";
import { folderWith } from "./files.ts";

test("expands patterns to sorted files, each once", async () => {
  const folder = await folderWith({ "b.csv": "", "a.csv": "", "deep/c.csv": "", "d.txt": "" });
  expect(await expandGlobs([join(folder, "b.csv"), join(folder, "**/*.csv")])).toEqual(
    ["b.csv", "a.csv", "deep/c.csv"].map((name) => join(folder, name)),
  );
});

test("a file whose name looks like a pattern is that file", async () => {
  const folder = await folderWith({ "a[1].csv": "", "a1.csv": "" });
  expect(await expandGlobs([join(folder, "a[1].csv")])).toEqual([join(folder, "a[1].csv")]);
});

test("a pattern that matches nothing is a missing file", async () => {
  await expect(expandGlobs(["no-such-*.csv"])).rejects.toMatchObject({
    code: "missing-file",
    message: expect.stringContaining("no-such-*.csv"),
  });
});
