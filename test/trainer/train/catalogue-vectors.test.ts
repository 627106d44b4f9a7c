import { expect, test } from "vitest";
import { presets } from "../../../trainer/model/preset.ts";
import { fitCatalogueVectors } from "../../../trainer/train/catalogue-vectors.ts";

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
  const vectors = await fitCatalogueVectors(presets.default, options, titles, progress);
  expect(vectors?.find("monopoly")).toBeGreaterThanOrEqual(0);
  expect(vectors?.dimensions).toBeGreaterThan(5);
  expect(said).toEqual([
    expect.stringMatching(/^english: vectors for 1\d of the 1\d words of the titles \(\d+ %\)$/),
  ]);
});

test("fewer words are kept where the model must be small", async () => {
  const small = { wordVectors: "english", maxBytes: 100_000 };
  const vectors = await fitCatalogueVectors(presets.default, small, titles, progress);
  expect(vectors?.words).toBeLessThan(2_000);
  expect(vectors?.find("lipstick")).toBeGreaterThanOrEqual(0);
});

test("there are none where they are not wanted, and where no word has one", async () => {
  const english = { wordVectors: "english", maxBytes: 10_000_000 };
  expect(await fitCatalogueVectors(presets.original, english, titles, progress)).toBeNull();
  expect(await fitCatalogueVectors(presets.default, { maxBytes: 1 }, titles, progress)).toBeNull();
  said.length = 0;
  expect(await fitCatalogueVectors(presets.default, english, ["zyxy wvut"], progress)).toBeNull();
  expect(said.at(-1)).toMatch(/too few/);
});

test("a file that is not there is named", async () => {
  const missing = { wordVectors: "no/such.vec", maxBytes: 10_000_000 };
  await expect(fitCatalogueVectors(presets.default, missing, titles, progress)).rejects.toThrow(
    /no\/such\.vec/,
  );
});
