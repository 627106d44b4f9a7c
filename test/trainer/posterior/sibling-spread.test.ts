import { expect, test } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { plainPredictor } from "../../../shared/predictive/plain-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import type { PosteriorDraws } from "../../../trainer/chains/posterior-draws.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts, exampleVocabulary, normals } from "../../fixtures/example-model.ts";

const features = 1 + exampleVocabulary.terms.length;
const scale = 0.5;

/** Draws of toys, jam, tea and food, feature by feature. */
function drawsOf(row: (feature: number, normal: () => number) => readonly number[]): PosteriorDraws {
  return {
    ...{ count: 400, features, columns: 4, groups: 2 },
    read(draw, coefficients, scales) {
      const normal = normals(draw + 1);
      for (let j = 0; j < features; j++) coefficients.set(row(j, normal), 4 * j);
      scales.fill(scale);
    },
  };
}

// Packing widens the posterior by a factor that suits the predictive. The standard error of 400
// draws of 4 titles is about 0.02.
test.each([1, 3])(
  "is how far classes deviate from their parents, here %d times as far as in the prior",
  async (times) => {
    const draws = drawsOf((_, normal) => {
      const step = () => times * scale * normal();
      const food = step();
      return [step(), food + step(), food + step(), food];
    });
    const { posterior, bytes } = await packModel(exampleParts({ draws }));
    expect(posterior.siblingSpread / times).toBeGreaterThan(0.9);
    expect(posterior.siblingSpread / times).toBeLessThan(1.15);
    expect(requireFlat(await readModel(bytes), "this test").posterior.siblingSpread).toBe(
      posterior.siblingSpread,
    );
  },
);

test("a class that is left out leaves no trace in its parent", async () => {
  const { terms } = exampleVocabulary;
  const unseenFood = async (tea: number, food = tea / 3) => {
    const draws = drawsOf((j) => {
      const green = Number(terms[j - 1] === "green");
      return [0, 0, tea * green, food * green];
    });
    const { bytes } = await packModel(exampleParts({ draws }));
    const model = requireFlat(await readModel(bytes), "this test");
    const row = vectoriser(model.vocabulary)("green robot");
    return plainPredictor(model).predict(row, 4).newChildren[1] ?? 0;
  };
  // The neighbours of food are jam, tea and the root, all at one scale. So food is expected to be a
  // third of what tea is.
  const none = await unseenFood(0);
  expect(await unseenFood(2)).toBeCloseTo(none, 1);
  expect(await unseenFood(0, 2)).toBeGreaterThan(none + 0.1);
});
