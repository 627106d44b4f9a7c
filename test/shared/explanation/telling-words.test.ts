import { expect, test } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { tellingWords } from "../../../shared/explanation/telling-words.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts } from "../../fixtures/example-model.ts";
import { type Loose, tinyModelBytes, tinyTaxonomy, tinyTerms } from "../../fixtures/tiny-model.ts";

const nodeOf = (label: string) => tinyTaxonomy.labels.indexOf(label);

test("each class has the words that speak for it, the most telling first", async () => {
  const { words, shares } = tellingWords(await readModel(await tinyModelBytes()), 3);
  expect(words[0]).toEqual([]);
  expect(words[nodeOf("building toys")]?.[0]).toBe("lego");
  expect(words[nodeOf("dolls")]?.[0]).toBe("doll");
  expect(words[nodeOf("candy")]).toEqual(["sugar"]);
  expect(words[nodeOf("tea")]).toEqual(["tea"]);
  // 9 of 20 titles have "toys", 2 have "lego"; both leave little to other departments.
  expect(words[nodeOf("toys games")]).toEqual(["toys", "doll", "lego"]);
  // Without any word all four leaves are alike.
  expect([...shares].map((share) => share.toFixed(3))).toEqual([
    ...["1.000", "0.500", "0.500", "0.250", "0.250", "0.250", "0.250"],
  ]);
});

test("parts of words and numbers are not shown", async () => {
  const bytes = await tinyModelBytes({
    header: (header) => {
      const vocabulary = header.vocabulary as Loose;
      Object.assign(vocabulary, tinyTerms(["#ego", "0", "lego", "sugar", "tea", "toys"], [4, 3, 2, 5, 5, 9]));
      Object.assign(vocabulary.options as Loose, { subwordNgrams: [3, 3] });
    },
  });
  const { words } = tellingWords(await readModel(bytes), 10);
  expect(words.flat()).not.toContain("#ego");
  expect(words.flat()).not.toContain("0");
  expect(words[nodeOf("building toys")]).toContain("lego");
});

test("a posterior of moments gives words too", async () => {
  const { bytes } = await packModel(exampleParts());
  const model = await readModel(bytes);
  expect(model.posterior.kind).toBe("moments");
  const { words, shares } = tellingWords(model, 2);
  expect(words.every((found) => found.length <= 2)).toBe(true);
  expect(words.flat().length).toBeGreaterThan(0);
  expect(shares[0]).toBeCloseTo(1, 12);
});
