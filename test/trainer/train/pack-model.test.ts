import { unpack } from "msgpackr";
import { describe, expect, test } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import {
  exampleParts,
  exampleTraining,
  exampleTree,
  exampleVocabulary,
  normals,
  syntheticDraws,
} from "../../fixtures/example-model.ts";

test("what is packed is read back", async () => {
  const packed = await packModel(exampleParts());
  const model = requireFlat(await readModel(packed.bytes), "this test");
  expect(model.hash).toBe(packed.hash);
  expect(model.tree).toEqual(exampleTree);
  const { terms } = model.vocabulary;
  expect(Array.from({ length: terms.length }, (_, t) => terms.at(t))).toEqual(exampleVocabulary.terms);
  expect(Array.from({ length: terms.length }, (_, t) => terms.documentFrequency(t))).toEqual(
    exampleVocabulary.documentFrequency,
  );
  expect(exampleVocabulary.terms.map(terms.find)).toEqual(exampleVocabulary.terms.map((_, t) => t));
  expect(model.vocabulary.options).toEqual(exampleVocabulary.options);
  expect(model.decision).toEqual({ thresholds: [0.5, 0.5], calibration: null });
  expect(model.training).toEqual(exampleTraining);
  expect(model.posterior).toMatchObject({
    kind: "moments",
    draws: 64,
    features: 1 + exampleVocabulary.terms.length,
    columns: 4,
    deviates: 5,
    meanBits: 8,
    spreadBits: 8,
  });
  expect(model.posterior).toEqual(packed.posterior);
  expect(model.loss).toEqual(packed.loss);
  // 40 draws, whose scales are 1 to 40, are spread over 64.
  expect([...model.posterior.scales.slice(0, 6)]).toEqual([1, 1, 1, 1, 2, 2]);
});

test("the model that comes back classifies", async () => {
  const classify = classifier(await readModel((await packModel(exampleParts())).bytes));
  expect(classify("tea").answer?.path).toEqual(["food", "tea"]);
  expect(classify("wooden robot").answer?.path).toEqual(["toys"]);
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

  test("but another training summary gives another hash", async () => {
    const training = { ...exampleTraining, seed: 2 };
    const [a, b] = [await packModel(exampleParts()), await packModel(exampleParts({ training }))];
    expect(b.hash).not.toBe(a.hash);
  });
});

describe("--max-bytes", () => {
  const vocabulary = fitVocabulary(
    Array.from({ length: 400 }, (_, i) => `word${i} word${(7 * i) % 400}`),
    plainWords,
  );
  const random = normals(5);
  const means = Float64Array.from({ length: 401 * 4 }, () => 3 * random());
  const draws = syntheticDraws(
    { count: 40, features: 401, columns: 4, groups: 2 },
    (j, v) => means[4 * j + v] ?? 0,
    (j, v) => 0.5 + ((j + v) % 3) / 4,
  );
  const seen = {
    titles: Array.from({ length: 300 }, (_, i) => `word${i} word${(i * i) % 400}`),
    labels: Array.from({ length: 300 }, (_, i) => i % 3),
  };
  const larger = (maxBytes: number) => packModel(exampleParts({ draws, vocabulary, seen, maxBytes }));

  test("is never exceeded, and more bytes lose less", async () => {
    const message = await larger(18_000).catch((error: Error) => error.message);
    const least = Number(/at least (\d+)/.exec(String(message))?.[1]);
    const losses: number[] = [];
    for (const more of [0, 500, 1_000, 2_000, 4_000, 8_000]) {
      const { bytes, loss } = await larger(least + more);
      expect(bytes.length).toBeLessThanOrEqual(least + more);
      await readModel(bytes);
      losses.push(loss.kl);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    expect(new Set(losses).size).toBeGreaterThan(2);
  });

  test("is refused where the smallest form does not fit, saying how many bytes that takes", async () => {
    await expect(packModel(exampleParts({ maxBytes: 500 }))).rejects.toMatchObject({
      code: "bad-usage",
      message: expect.stringMatching(
        /takes at least \d+ bytes and --max-bytes is 500; raise it to at least \d+/,
      ),
    });
  });
});

describe("the form of the posterior", () => {
  const { draws } = exampleParts();

  test("is moments where coefficients are normal, and their loss is small", async () => {
    const { posterior, loss } = await packModel(exampleParts());
    expect(posterior.kind).toBe("moments");
    expect(loss.kl).toBeLessThan(0.01);
    expect(loss).toMatchObject({ titles: 4, source: "training", agreement: 1 });
  });

  test("is explicit draws where they are not: one word that means one class or the other", async () => {
    const { terms } = exampleVocabulary;
    const tea = 1 + terms.indexOf("tea");
    const base = syntheticDraws(
      draws,
      () => 0,
      () => 0.1,
    );
    const bimodal = {
      ...base,
      read: (draw: number, coefficients: Float32Array, scales: Float32Array) => {
        base.read(draw, coefficients, scales);
        const sign = draw % 2 === 0 ? 1 : -1;
        for (let v = 0; v < 3; v++)
          coefficients[tea * 4 + v] = v === 1 ? 12 * sign : v === 2 ? -12 * sign : 0;
      },
    };
    const seen = { titles: ["tea", "tea plum", "black tea", "tea"], labels: [2, 2, 2, 1] };
    const { posterior, loss } = await packModel(exampleParts({ draws: bimodal, seen }));
    expect(posterior.kind).toBe("draws");
    expect(loss.kl).toBeLessThan(0.01);
  });

  test("loss is measured on held-out titles where there are some", async () => {
    const { loss } = await packModel(exampleParts({ heldOut: ["tea robot", "plum"] }));
    expect(loss).toMatchObject({ titles: 2, source: "held-out" });
  });
});

test("draws are read one at a time, in their order, a few times each", async () => {
  const counted = syntheticDraws(
    exampleParts().draws,
    () => 0,
    () => 1,
  );
  await packModel(exampleParts({ draws: counted }));
  const order = Array.from({ length: 40 }, (_, draw) => draw);
  expect(counted.reads.slice(0, 80)).toEqual([...order, ...order]);
  expect(counted.reads.length).toBeLessThanOrEqual(4 * 40);
});

test("a draw that is not finite is refused", async () => {
  const { draws } = exampleParts();
  const broken = syntheticDraws(
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
