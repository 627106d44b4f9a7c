import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeatureOptions, plainWords } from "../../../shared/text/feature-options.ts";
import {
  inverseDocumentFrequency,
  type SparseRow,
  type Vocabulary,
  vectoriser,
} from "../../../shared/text/vocabulary.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";
import { growth } from "../../fixtures/growth.ts";
import { everyForm } from "../../fixtures/hostile-titles.ts";

const vocabulary: Vocabulary = {
  options: plainWords,
  titles: 9,
  terms: ["doll", "lego", "tea"],
  documentFrequency: [1, 4, 9],
};
/** ln(10 / (1 + df)) + 1 by hand. */
const idf = { doll: Math.log(5) + 1, lego: Math.log(2) + 1, tea: 1 };

function entries(title: string, options = {}): [number, number][] {
  return entriesOf(vectoriser({ ...vocabulary, options: { ...plainWords, ...options } })(title));
}

function entriesOf({ features, values }: SparseRow): [number, number][] {
  return Array.from(features, (feature, k) => [feature, values[k] ?? Number.NaN]);
}

function expectEntries(actual: [number, number][], expected: [number, number][]) {
  expect(actual.map(([feature]) => feature)).toEqual(expected.map(([feature]) => feature));
  actual.forEach(([, value], k) => {
    expect(value).toBeCloseTo(expected[k]?.[1] ?? Number.NaN, 6);
  });
}

/** A vocabulary of two terms that are no words, and of "green" and "tea". */
function greenTeaVectoriser(options: Partial<FeatureOptions>, others: readonly [string, string]) {
  return vectoriser({
    options: { ...plainWords, idfPower: 0, ...options },
    titles: 1,
    terms: [...others, "green", "tea"],
    documentFrequency: [1, 1, 1, 1],
  });
}

/** The two words have length 1 together, and the two other terms half of that. */
function expectHalfLengths(row: SparseRow) {
  const root = Math.SQRT1_2;
  expectEntries(entriesOf(row), [
    [0, 1],
    [1, 0.5 * root],
    [2, 0.5 * root],
    [3, root],
    [4, root],
  ]);
}

describe("vectoriser", () => {
  it("weighs words by TF-IDF in rows of unit length, the intercept first", () => {
    const length = Math.hypot(idf.doll, 2 * idf.tea);
    expectEntries(entries("tea, doll & TEA"), [
      [0, 1],
      [1, idf.doll / length],
      [3, (2 * idf.tea) / length],
    ]);
  });

  it("gives the intercept alone for a title without known words", () => {
    const row = vectoriser(vocabulary)("xylophone ???");
    expect([...row.features]).toEqual([0]);
    expect([...row.values]).toEqual([1]);
    expect(row.knownWords).toEqual([]);
    expect(row.unknownWords).toEqual(["xylophone"]);
  });

  it("lists distinct words, known and unknown, in the title's order", () => {
    const row = vectoriser(vocabulary)("new tea with old tea and lego");
    expect(row.knownWords).toEqual(["tea", "lego"]);
    expect(row.unknownWords).toEqual(["new", "with", "old", "and"]);
  });

  it("knows a word by any form of it", () => {
    const fitted = fitVocabulary(["crème", "t-shirt", "12pack"], { ...everyForm, subwordNgrams: null });
    const vectorise = vectoriser(fitted);
    const knownOf = (title: string) => vectorise(title).knownWords;
    expect(knownOf("Creme CRÉME tshirt T-shirts 12-pack")).toEqual([
      "creme",
      "créme",
      "tshirt",
      "t",
      "shirt",
      "0",
      "pack",
    ]);
    expect(vectorise("crêpe shirts7").unknownWords).toEqual(["crêpe"]);
    // The accent still counts where training has it.
    expect(vectorise("crème").features).toHaveLength(3);
    expect(vectorise("creme").features).toHaveLength(2);
  });

  it("gives words that no form is known of, and only those, a variance of their own", () => {
    const vectorise = vectoriser(fitVocabulary(["t-shirt"], everyForm));
    expect(vectorise("tshirt").unknownSquares).toBe(0);
    expect(vectorise("tshort").unknownSquares).toBeGreaterThan(0);
  });

  it("counts as the options say", () => {
    const raw = { lengthPower: 0, idfPower: 0 };
    expectEntries(entries("tea tea tea", { ...raw, termFrequency: "count" }), [
      [0, 1],
      [3, 3],
    ]);
    expectEntries(entries("tea tea tea", { ...raw, termFrequency: "binary" }), [
      [0, 1],
      [3, 1],
    ]);
    expectEntries(entries("tea tea tea", { ...raw, termFrequency: "sublinear" }), [
      [0, 1],
      [3, 1 + Math.log(3)],
    ]);
    expectEntries(entries("doll", { lengthPower: 0 }), [
      [0, 1],
      [1, idf.doll],
    ]);
    expectEntries(entries("doll", { lengthPower: 0.5 }), [
      [0, 1],
      [1, Math.sqrt(idf.doll)],
    ]);
  });

  it("weighs sub-word terms by their share", () => {
    const vectorise = vectoriser({
      options: { ...plainWords, subwordNgrams: [3, 3], subwordWeight: 0.25, idfPower: 0, lengthPower: 0 },
      titles: 1,
      terms: ["#^te", "#ea$", "tea"],
      documentFrequency: [1, 1, 1],
    });
    expect([...vectorise("tea").values]).toEqual([1, 0.25, 0.25, 1]);
    expect(vectorise("teapot").knownWords).toEqual([]);
    expect([...vectorise("teapot").features]).toEqual([0, 1]);
  });

  it("gives pairs of words a length of their own", () => {
    const vectorise = greenTeaVectoriser({ pairWeight: 0.5 }, ["+^ green", "+green tea"]);
    expectHalfLengths(vectorise("green tea"));
    const root = Math.SQRT1_2;
    expectEntries(entriesOf(vectorise("tea green")), [
      [0, 1],
      [3, root],
      [4, root],
    ]);
  });

  it("scales words and sub-words each by their own length", () => {
    const options = { subwordNgrams: [3, 3], subwordWeight: 0.5 } as const;
    const vectorise = greenTeaVectoriser(options, ["#^te", "#ea$"]);
    expectHalfLengths(vectorise("green tea"));
    // A word that is not known still says what it begins with.
    expectEntries(entriesOf(vectorise("teapot")), [
      [0, 1],
      [1, 0.5],
    ]);
  });

  it("gives the same row of a title after any number of other words", () => {
    const vectorise = vectoriser(vocabulary);
    const title = "Tea tea, TEA t-e-a mystery Mystery";
    const { words, knownWords, unknownWords, ...row } = vectorise(title);
    for (let k = 0; k < 20_000; k++) vectorise(k % 3 === 0 ? "tea" : `mystery w${k}`);
    expect(vectorise(title)).toEqual({ words, knownWords, unknownWords, ...row });
    expect(words.filter((word) => word === "tea")).toHaveLength(3);
    expect(knownWords.filter((word) => word === "tea")).toHaveLength(1);
    expect(unknownWords.filter((word) => word === "mystery")).toHaveLength(1);
  });

  it("gives ascending features and, with known words, unit length for any title", () => {
    const vectorise = vectoriser(vocabulary);
    const title = fc.oneof(
      fc.array(fc.constantFrom("tea", "doll", "lego", "other", "\0"), { maxLength: 30 }),
      fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }),
    );
    fc.assert(
      fc.property(title, (parts) => {
        const { features, values, knownWords } = vectorise(parts.join(" "));
        expect([...features]).toEqual([...new Set(features)].sort((a, b) => a - b));
        const length = Math.hypot(...values.subarray(1));
        expect(length).toBeCloseTo(knownWords.length > 0 ? 1 : 0, 6);
      }),
      { seed: 1 },
    );
  });

  it("handles as many known words as a vocabulary can have", () => {
    const terms = Array.from({ length: 200_000 }, (_, k) => k.toString(36).padStart(6, "0"));
    const large = { options: plainWords, titles: 1, terms, documentFrequency: terms.map(() => 1) };
    expect(vectoriser(large)(terms.join(" ")).features).toHaveLength(200_001);
  });

  it.each([
    ["known words", "tea lego "],
    ["words that differ", ""],
    ["one endless word", "x"],
  ])(
    "takes time that grows no faster than the title: %s",
    (_, unit) => {
      const vectorise = vectoriser({
        ...vocabulary,
        options: { ...plainWords, wordNgrams: [1, 2], subwordNgrams: [3, 5] },
      });
      const make = (size: number) =>
        unit === ""
          ? Array.from({ length: size / 8 }, (_, k) => k.toString(36)).join(" ")
          : unit.repeat(size / unit.length);
      expect(growth(make, vectorise)).toBeLessThan(80);
    },
    30_000,
  );
});

describe("inverseDocumentFrequency", () => {
  it("is 1 for a term of every title and grows with rarity", () => {
    expect(inverseDocumentFrequency(9, 9)).toBe(1);
    expect(inverseDocumentFrequency(9, 0)).toBeCloseTo(Math.log(10) + 1, 12);
  });
});
