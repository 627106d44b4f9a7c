import { unpack } from "msgpackr";
import { describe, expect, test } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { classifier } from "../../../shared/predict/classify.ts";
import { checkModelFits, packModel } from "../../../trainer/artifact/pack-model.ts";
import {
  exampleParts,
  exampleTraining,
  exampleTree,
  exampleVocabulary,
  madeUpDraws,
} from "./example-model.ts";

test("what is packed is read back", async () => {
  const packed = await packModel(exampleParts());
  const model = await readModel(packed.bytes);
  expect(model.hash).toBe(packed.hash);
  expect(model.tree).toEqual(exampleTree);
  expect(model.vocabulary).toEqual(exampleVocabulary);
  expect(model.decision).toEqual({ thresholds: [0.5, 0.5], calibration: null });
  expect(model.training).toEqual(exampleTraining);
  expect(model.posterior).toMatchObject({
    draws: 40,
    features: 1 + exampleVocabulary.terms.length,
    columns: 4,
  });
  expect([...model.posterior.scales.slice(0, 4)]).toEqual([1, 1, 2, 2]);
});

test("the model that comes back classifies", async () => {
  const classify = classifier(await readModel((await packModel(exampleParts())).bytes));
  expect(classify("tea").answer?.path).toEqual(["food", "tea"]);
  expect(classify("a robot").answer?.path).toEqual(["toys"]);
});

test("the file starts with its format and version, and blocks stand last", async () => {
  const { bytes } = await packModel(exampleParts());
  expect(Object.keys(unpack(bytes))).toEqual(["format", "major", "minor", "sha256", "header", "blocks"]);
});

describe("the same parts give the same bytes", () => {
  test("twice", async () => {
    const [a, b] = [await packModel(exampleParts()), await packModel(exampleParts())];
    expect(Buffer.compare(a.bytes, b.bytes)).toBe(0);
  });

  test("with the fields of the options in another order", async () => {
    const options = Object.fromEntries(Object.entries(exampleVocabulary.options).toReversed());
    const vocabulary = { ...exampleVocabulary, options: { ...exampleVocabulary.options, ...options } };
    const shuffled = { ...vocabulary, options: options as typeof vocabulary.options };
    const [a, b] = [await packModel(exampleParts()), await packModel(exampleParts({ vocabulary: shuffled }))];
    expect(b.hash).toBe(a.hash);
  });

  test("but one more thing said gives another hash", async () => {
    const training = { ...exampleTraining, seed: 2 };
    const [a, b] = [await packModel(exampleParts()), await packModel(exampleParts({ training }))];
    expect(b.hash).not.toBe(a.hash);
  });
});

describe("--max-bytes", () => {
  test.each([1_500, 1_600, 1_700])("%i bytes are not passed and nearly used", async (maxBytes) => {
    const { bytes, draws } = await packModel(exampleParts({ maxBytes }));
    expect(bytes.length).toBeLessThanOrEqual(maxBytes);
    expect(draws).toBeGreaterThan(0);
    expect(draws).toBeLessThan(40);
    // One more draw takes 2 bytes a feature (padded to 4) and 8 for the scales; 32 are kept in reserve.
    expect(bytes.length).toBeGreaterThan(maxBytes - 32 - 8 - 4 * (1 + exampleVocabulary.terms.length));
    await readModel(bytes);
  });

  test("too few for one draw is an error that says how many it takes", async () => {
    await expect(packModel(exampleParts({ maxBytes: 500 }))).rejects.toMatchObject({
      code: "bad-usage",
      message: expect.stringMatching(/takes \d+ bytes and --max-bytes is 500; raise it to at least \d+/),
    });
    const needed = await packModel(exampleParts({ maxBytes: 500 })).catch(({ message }) =>
      Number(/at least (\d+)/.exec(message)?.[1]),
    );
    const { draws } = await packModel(exampleParts({ maxBytes: Number(needed) }));
    expect(draws).toBeGreaterThanOrEqual(1);
  });
});

test("a model that cannot fit is found out from its words and classes alone, before there are draws", async () => {
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

test("draws are read one at a time, every one once and the chosen ones twice", async () => {
  const { draws } = exampleParts();
  const counted = madeUpDraws(
    { ...draws, count: 40 },
    () => 0,
    () => 1,
  );
  const packed = await packModel(exampleParts({ draws: counted, maxBytes: 1_500 }));
  expect(counted.reads).toHaveLength(40 + packed.draws);
  expect(counted.reads.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, draw) => draw));
});

test("a draw that is not finite is refused", async () => {
  const { draws } = exampleParts();
  const broken = madeUpDraws(
    draws,
    (j, v) => (j === 1 && v === 2 ? Number.POSITIVE_INFINITY : 0),
    () => 1,
  );
  await expect(packModel(exampleParts({ draws: broken }))).rejects.toMatchObject({ code: "failed" });
});

test("draws of another shape are a defect", async () => {
  const draws = { ...exampleParts().draws, columns: 5 };
  await expect(packModel(exampleParts({ draws }))).rejects.toThrow(/do not fit/);
});
