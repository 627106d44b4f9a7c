import { expect, test } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { unseenWord } from "../../../shared/explanation/unseen-word.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts, exampleVocabulary } from "../../fixtures/example-model.ts";
import { exampleVectors } from "../../fixtures/example-vectors.ts";

async function modelWith(...tables: ReturnType<typeof exampleVectors>[]) {
  const vocabulary = tables.length > 0 ? { ...exampleVocabulary, vectors: tables } : exampleVocabulary;
  return await readModel((await packModel(exampleParts({ vocabulary }))).bytes);
}

test("gives the word without a training title that its vector places best", async () => {
  const words = { tea: [7, 7, 7], coffee: [0, 0, 0], cocoa: [7, -8, 7], robot: [7, -8, 7] } as const;
  const model = await modelWith(exampleVectors(words));
  const classify = classifier(model);
  const surest = ["coffee", "cocoa"].toSorted(
    (a, b) => (classify(b).candidates[0]?.probability ?? 0) - (classify(a).candidates[0]?.probability ?? 0),
  );
  expect(unseenWord(model)).toBe(surest[0]);
});

test("has none without word vectors, and where training saw all words that have one", async () => {
  expect(unseenWord(await modelWith())).toBeNull();
  expect(unseenWord(await modelWith(exampleVectors({ tea: [1, 2, 3] })))).toBeNull();
});
