import { expect, test } from "vitest";
import { checkModelFits } from "../../../trainer/train/model-size.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts, exampleTree, exampleVocabulary } from "../../fixtures/example-model.ts";

test("a model that cannot fit is refused from its words and classes alone, before there are draws", async () => {
  const check = (maxBytes: number) => checkModelFits(exampleTree, exampleVocabulary, maxBytes);
  expect(() => check(100)).toThrow(expect.objectContaining({ code: "bad-usage" }));
  // It never refuses what can be packed.
  for (let maxBytes = 100; maxBytes < 1_500; maxBytes += 50) {
    const fits = await packModel(exampleParts({ maxBytes })).then(
      () => true,
      () => false,
    );
    if (fits) check(maxBytes);
  }
});
