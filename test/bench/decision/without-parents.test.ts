import { expect, test } from "vitest";
import { withoutParents } from "../../../bench/decision/without-parents.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { predictor } from "../../../shared/predictive/predictive.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts, exampleVocabulary, syntheticDraws } from "../../fixtures/example-model.ts";

test("takes from a new child what its parent knows, and from nothing else", async () => {
  const { terms } = exampleVocabulary;
  const size = { count: 40, features: 1 + terms.length, columns: 4, groups: 2 };
  // Toys, jam, tea and food: the department knows "tea" better than the class does.
  const draws = syntheticDraws(
    size,
    (j, v) => (terms[j - 1] === "tea" ? ([-1, 0, 1, 3][v] ?? 0) : 0),
    () => 0.1,
  );
  // A Buffer, as a file is read into: its slice() is no copy.
  const packed = await packModel(exampleParts({ draws }));
  const model = requireFlat(await readModel(Buffer.from(packed.bytes)), "this test");
  const before = model.posterior.blocks.join();
  const posterior = withoutParents(model.posterior, model.tree);
  if (posterior === null) throw new Error("not packed as moments of 8 bits");
  expect(model.posterior.blocks.join()).toBe(before);
  const row = vectoriser(model.vocabulary)("tea");
  const known = (which: typeof model) => [...predictor(which).predict(row).nodes];
  const unseenFood = (which: typeof model) => predictor(which).predict(row).newChildren[1] ?? 0;
  const blind = { ...model, posterior };
  expect(known(blind)).toEqual(known(model));
  expect(unseenFood(blind)).toBeLessThan(0.7 * unseenFood(model));
});
