import { describe, expect, it, test } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts, exampleVocabulary } from "../../fixtures/example-model.ts";
import { exampleVectors } from "../../fixtures/example-vectors.ts";
import { type Loose, tinyModelBytes } from "../../fixtures/tiny-model.ts";
import { errorCodeOf } from "./error-code-of.ts";

const vectors = exampleVectors({ tea: [2, -3, 4], coffee: [2, -3, 4], robot: [-7, 0, 1] });

test("a model file holds word vectors, and a title of unseen words is answered by them", async () => {
  const { bytes } = await packModel(
    exampleParts({ vocabulary: { ...exampleVocabulary, vectors: [vectors] } }),
  );
  const model = await readModel(bytes);
  expect(model.vocabulary.vectors?.map(({ packed }) => packed)).toEqual([vectors.packed]);
  const classify = classifier(model);
  const coffee = classify("coffee", { explain: true, top: 3 });
  const robot = classify("purple", { top: 3 });
  expect(coffee.uncertainty).toMatchObject({ knownWords: 0, unknownWords: 1, vectorWords: 1 });
  expect(coffee.fallback?.reason).not.toBe("no-known-words");
  expect(coffee.explanation?.words).toMatchObject([{ word: "coffee", known: false }]);
  expect(coffee.explanation?.unknownWords).toEqual([]);
  expect(robot.fallback?.reason).toBe("no-known-words");
  expect(robot.uncertainty.vectorWords).toBe(0);

  const { explanation } = classify("tea coffee purple", { explain: true });
  const { words = [], unknown, intercept, breadth, logOdds } = explanation ?? {};
  const parts = [...words, unknown, intercept, breadth];
  const sum = parts.reduce((total, part) => total + (part?.effect ?? 0), 0);
  expect(sum).toBeCloseTo(logOdds?.effect ?? Number.NaN, 6);
  const effect = (of: string) => words.find(({ word }) => word === of)?.effect ?? Number.NaN;
  expect(Math.abs(effect("coffee"))).toBeGreaterThan(0.01);
  expect(explanation?.unknownWords).toEqual(["purple"]);
});

describe("word vectors in a model file", () => {
  const packed: Loose = { ...vectors.packed };
  const bad: [string, Loose | string][] = [
    ["no map", "vectors"],
    ["without words", {}],
    ["with too few numbers", { ...packed, values: vectors.packed.values.slice(1) }],
    ["with half a unit", { ...packed, units: vectors.packed.units.slice(2) }],
    ["with a unit that is not finite", { ...packed, units: new Uint8Array(12).fill(0xff) }],
    ["with a table that is full", { ...packed, slots: new Uint8Array(4) }],
    ["with text that is too long", { ...packed, text: new Uint8Array(100) }],
  ];
  it.each(bad)("must not be %s", async (_, content) => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        (header.vocabulary as Loose).vectors = [content];
      },
    });
    expect(await errorCodeOf(bytes)).toBe("model-corrupt");
  });

  it("need coefficients for every dimension", async () => {
    const bytes = await tinyModelBytes({
      header: (header) => {
        (header.vocabulary as Loose).vectors = [packed];
      },
    });
    expect(await errorCodeOf(bytes)).toBe("model-corrupt");
  });
});
