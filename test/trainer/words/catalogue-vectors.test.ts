import { join } from "node:path";
import { expect, test } from "vitest";
import { presets } from "../../../trainer/model/preset.ts";
import { fitCatalogueVectors } from "../../../trainer/words/catalogue-vectors.ts";
import { folderWith } from "../data/files.ts";

const titles = [
  "green tea and black coffee",
  "wooden train, toy robot, doll house",
  "shampoo, lipstick and perfume",
  "diaper pail, stroller and baby bottle",
];
const said: string[] = [];
const progress = { say: (line: string) => said.push(line) };

test("English vectors are fitted to the titles, and what they cover is said", async () => {
  said.length = 0;
  const options = { wordVectors: "english", maxBytes: 10_000_000 };
  const { tables } = await fitCatalogueVectors(presets.default, options, titles, progress);
  expect(tables[0]?.find("monopoly")).toBeGreaterThanOrEqual(0);
  expect(tables[0]?.dimensions).toBeGreaterThan(5);
  expect(said[0]).toMatch(/^word vectors, english: 1\d of the 1\d words of the titles \(\d+ %\)$/);
});

test("fewer words are kept where the model must be small", async () => {
  const small = { wordVectors: "english", maxBytes: 100_000 };
  const { tables } = await fitCatalogueVectors(presets.default, small, titles, progress);
  expect(tables[0]?.words).toBeLessThan(2_000);
  expect(tables[0]?.find("lipstick")).toBeGreaterThanOrEqual(0);
});

const repeated = Array.from({ length: 60 }, (_, k) => {
  const kind = ["jam plum sugar", "robot metal toy", "tea leaf cup"][k % 3] ?? "";
  return `${kind} ${"abcdefghij"[k % 10]}${"klmnop"[k % 6]}`;
});

test("a fold does not know the learned vectors of words that only others have", async () => {
  const options = { wordVectors: "english", maxBytes: 10_000_000 };
  const vectors = await fitCatalogueVectors(presets.default, options, repeated, progress);
  const [all, fold] = [vectors.tables[1], vectors.tablesFor(["plum jam", "tea cup"])[1]];
  expect(all?.find("robot")).toBeGreaterThanOrEqual(0);
  expect(fold?.find("robot")).toBe(-1);
  expect(fold?.find("plum")).toBe(all?.find("plum"));
  expect(fold?.dimensions).toBe(all?.dimensions);
});

test("words of texts without labels get vectors, in folds too", async () => {
  const folder = await folderWith({
    "texts.txt": `${repeated.join("\n").replaceAll("leaf", "bergamot")}\n\n`,
  });
  const options = { wordVectors: "learned", text: [join(folder, "texts.txt")], maxBytes: 10_000_000 };
  const vectors = await fitCatalogueVectors(presets.default, options, repeated, progress);
  expect(vectors.tables).toHaveLength(1);
  expect(vectors.tables[0]?.find("bergamot")).toBeGreaterThanOrEqual(0);
  expect(vectors.tablesFor(["tea cup"])[0]?.find("bergamot")).toBeGreaterThanOrEqual(0);
});

test("there are none where they are not wanted, and where no word has one", async () => {
  const english = { wordVectors: "english", maxBytes: 10_000_000 };
  const tablesOf = async (...given: Parameters<typeof fitCatalogueVectors>) =>
    (await fitCatalogueVectors(...given)).tables;
  expect(await tablesOf(presets.original, english, titles, progress)).toEqual([]);
  expect(await tablesOf(presets.default, { maxBytes: 1 }, titles, progress)).toEqual([]);
  said.length = 0;
  expect(await tablesOf(presets.default, english, ["zyxy wvut"], progress)).toEqual([]);
  expect(said[1]).toMatch(/too few/);
});

test.each([
  ["--word-vectors", { wordVectors: "no/such.vec" }],
  ["--text", { wordVectors: "learned", text: ["no/such.vec"] }],
])("a file of %s that is not there is named", async (_, given) => {
  const missing = { ...given, maxBytes: 10_000_000 };
  await expect(fitCatalogueVectors(presets.default, missing, titles, progress)).rejects.toThrow(
    /"no\/such\.vec" cannot be read/,
  );
});
