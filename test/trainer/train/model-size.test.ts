import { expect, test } from "vitest";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { leastModelBytes, modelTooLarge } from "../../../trainer/train/model-size.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts, exampleTree, exampleVocabulary } from "../../fixtures/example-model.ts";
import { exampleVectors } from "../../fixtures/example-vectors.ts";

test("the least bytes of a model, from its words and classes alone, are never more than it takes", async () => {
  const least = leastModelBytes(exampleTree, exampleVocabulary);
  expect(least).toBeGreaterThan(100);
  for (let maxBytes = 100; maxBytes < 1_500; maxBytes += 50) {
    const fits = await packModel(exampleParts({ maxBytes })).then(
      () => true,
      () => false,
    );
    if (fits) expect(least).toBeLessThanOrEqual(maxBytes);
  }
});

test("what would make a model smaller is said, unless it was asked for", () => {
  const advice = (minDocumentFrequency: number, vectors = exampleVocabulary.vectors) =>
    modelTooLarge(200, 100, {
      options: { ...plainWords, minDocumentFrequency },
      ...(vectors && { vectors }),
    }).message;
  expect(advice(1)).toMatch(/raise it to at least 200, or drop rare words with --preset quick\.$/);
  expect(advice(2)).toMatch(/raise it to at least 200\.$/);
  const tables = [exampleVectors({ a: [1, 2, 3], b: [-4, 5, -6] })];
  expect(advice(2, tables)).toMatch(/or do without word vectors with --word-vectors none\.$/);
});
