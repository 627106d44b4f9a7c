import { expect, test } from "vitest";
import { titleVectors, unseenMark } from "../../../shared/text/title-vectors.ts";
import { countFeatures, vectoriser } from "../../../shared/text/vocabulary.ts";
import { exampleVocabulary } from "../../fixtures/example-model.ts";
import { exampleVectors } from "../../fixtures/example-vectors.ts";

const vectors = exampleVectors({ tea: [2, -3, 4], coffee: [2, -3, 4], robot: [-7, 0, 1] });
const weights: Record<string, number> = { tea: 3, coffee: 4 };
const ofTitle = titleVectors([vectors], (word) => weights[word] ?? 1);
const noForms = new Map<string, Set<string>>();
const find = (word: string) => ({ word, weight: weights[word] ?? 1, indexes: ofTitle.find(word) });
const sum = (words: readonly string[], forms = noForms) => {
  const values = new Float32Array(3);
  return ofTitle.addSum([...new Set(words)].map(find), forms, values, 0) ? values : null;
};

test("a title's vector is the weighted sum of its words' vectors over the length of the weights", () => {
  const [tea, coffee] = [sum(["tea"]) ?? [], sum(["coffee"]) ?? []];
  expect([...tea]).toEqual([...coffee]);
  const both = sum(["tea", "coffee", "tea", "mystery"]) ?? [];
  both.forEach((value, d) => {
    expect(value).toBeCloseTo(((3 + 4) / 5) * (tea[d] ?? Number.NaN), 6);
  });
  expect(sum(["mystery"])).toBeNull();
  expect(sum([])).toBeNull();
});

test("the words' parts sum to it", () => {
  const words = ["tea", "robot", "mystery"];
  const parts = ofTitle.parts(words, noForms);
  expect(parts.map(({ word }) => word)).toEqual(["tea", "robot"]);
  sum(words)?.forEach((value, d) => {
    const all = parts.reduce((total, { values }) => total + (values[d] ?? 0), 0);
    expect(value).toBeCloseTo(all, 6);
  });
});

test("a word without a vector has that of its longest form that has one", () => {
  const forms = new Map([["bigrobot7", new Set(["tea", "robot", "bigrobots"])]]);
  expect(sum(["bigrobot7"], forms)).toEqual(sum(["robot"]));
  expect(ofTitle.has(find("bigrobot7"), forms.get("bigrobot7"))).toBe(true);
  expect(ofTitle.has(find("bigrobot7"))).toBe(false);
  expect(ofTitle.parts(["bigrobot7"], forms).map(({ word }) => word)).toEqual(["bigrobot7"]);
});

test("a marked word has its vector", () => {
  expect(ofTitle.has(find(`${unseenMark}tea`))).toBe(true);
  expect(ofTitle.has(find(`${unseenMark}mystery`))).toBe(false);
  expect(sum([`${unseenMark}robot`])).toEqual(sum(["robot"]));
});

test("the dimensions are the last features of a row, and an unseen word with a vector is named", () => {
  const vocabulary = { ...exampleVocabulary, vectors: [vectors] };
  const vectorise = vectoriser(vocabulary);
  const row = vectorise("tea coffee mystery");
  const terms = exampleVocabulary.terms.length;
  expect(countFeatures(vocabulary)).toBe(1 + terms + 3);
  expect([...row.features].slice(-3)).toEqual([1 + terms, 2 + terms, 3 + terms]);
  expect(row.knownWords).toEqual(["tea"]);
  expect(row.unknownWords).toEqual(["coffee", "mystery"]);
  expect(row.vectorWords).toEqual(["coffee"]);
  const plain = vectoriser(exampleVocabulary)("tea coffee mystery");
  expect([...row.values].slice(0, -3)).toEqual([...plain.values]);
  expect(row.unknownSquares).toBe(plain.unknownSquares);
  expect([...vectorise("mystery").features]).toEqual([0]);
});
