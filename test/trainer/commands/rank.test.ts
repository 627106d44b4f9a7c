import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { exampleModel, hedge } from "./cli.ts";

const titles = ["Wooden robot", "Green tea", "Plum jam", "Robot tea"];

test.each([
  ["mixed line ends", `title\r\n${titles.join("\n")}\n`],
  ["carriage returns", `title\r${titles.join("\r")}`],
  ["gzipped JSON Lines", gzipSync(titles.map((title) => `${JSON.stringify({ title })}\n`).join(""))],
])("ranks every title of standard input: %s", async (_, input) => {
  const { model } = await exampleModel();
  const { status, stdout } = await hedge("rank", ["--model", model, "--data", "-", "--json"], input);
  expect(status).toBe(0);
  const ranked: { title: string }[] = JSON.parse(stdout);
  expect(ranked.map(({ title }) => title).toSorted()).toEqual(titles.toSorted());
});

test("says how a file was read, and which rows have no title", async () => {
  const { folder, model } = await exampleModel({ "rows.csv": "id;title\n1;green tea\n2;\n3;plum jam\n" });
  const file = join(folder, "rows.csv");
  const { status, stdout, stderr } = await hedge("rank", ["--model", model, "--data", file]);
  expect(status).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(3);
  expect(stderr).toContain(`${file}: read as separated by semicolons\n`);
  expect(stderr).toContain(`${file}: 1 row skipped (no title): line 3\n`);
});
