import fc from "fast-check";
import { expect, test } from "vitest";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";
import { englishStopWords } from "../../../trainer/features/stop-words.ts";

const titles = ["Lego lego castle", "Castle of sand", "Sand, fine sand", "Zebra"];

test("counts the titles a term occurs in, once each, terms by code unit", () => {
  const { terms, documentFrequency, titles: count } = fitVocabulary(titles, plainWords);
  expect(Object.fromEntries(terms.map((term, t) => [term, documentFrequency[t]]))).toEqual({
    castle: 2,
    fine: 1,
    lego: 1,
    of: 1,
    sand: 2,
    zebra: 1,
  });
  expect(terms).toEqual([...terms].sort());
  expect(count).toBe(4);
});

test("the order of titles does not matter", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(titles, { minLength: titles.length }), (shuffled) => {
      expect(fitVocabulary(shuffled, plainWords)).toEqual(fitVocabulary(titles, plainWords));
    }),
  );
});

test("drops terms that are too rare or too common", () => {
  const rare = fitVocabulary(titles, { ...plainWords, minDocumentFrequency: 2 });
  expect(rare.terms).toEqual(["castle", "sand"]);
  const common = fitVocabulary(titles, { ...plainWords, maxDocumentFrequency: 0.25 });
  expect(common.terms).toEqual(["fine", "lego", "of", "zebra"]);
});

test("drops stop words before it makes n-grams", () => {
  const options = { ...plainWords, wordNgrams: [2, 2] as const, stopWords: englishStopWords() };
  expect(fitVocabulary(titles, options).terms).toContain("castle sand");
});

test("English stop words are words as titles have them", () => {
  const stopWords = englishStopWords();
  expect(stopWords).toEqual(expect.arrayContaining(["the", "and", "of", "with"]));
  expect(stopWords.every((word) => /^[a-z]+$/.test(word))).toBe(true);
  expect(stopWords).toEqual([...new Set(stopWords)].sort());
});

test("fits sub-words beside words", () => {
  const { terms } = fitVocabulary(["tea"], { ...plainWords, subwordNgrams: [3, 3] });
  expect(terms).toEqual(["#^te", "#ea$", "#tea", "tea"]);
});

test("drops rare sub-words by their own limit", () => {
  const { terms } = fitVocabulary(["tea", "team"], {
    ...plainWords,
    subwordNgrams: [3, 3],
    subwordMinDocumentFrequency: 2,
  });
  expect(terms).toEqual(["#^te", "#tea", "tea", "team"]);
});

test("fits pairs of words, and drops rare ones by their own limit", () => {
  const pairs = (pairMinDocumentFrequency: number) =>
    fitVocabulary(["green tea", "black tea"], { ...plainWords, pairWeight: 0.5, pairMinDocumentFrequency });
  expect(pairs(2).terms).toEqual(["+tea $", "black", "green", "tea"]);
  expect(pairs(1).terms).toHaveLength(8);
});

test("names in titles that objects have by themselves are words like any other", () => {
  const vocabulary = fitVocabulary(["__proto__ constructor", "constructor toString"], plainWords);
  expect(vocabulary.terms).toEqual(["constructor", "proto", "tostring"]);
  expect(vectoriser(vocabulary)("hasOwnProperty").knownWords).toEqual([]);
});

test("a vocabulary without terms is an error that says what was asked for", () => {
  expect(() => fitVocabulary(["!!!", "..."], plainWords)).toThrow(
    expect.objectContaining({ code: "empty-data" }),
  );
  expect(() => fitVocabulary(titles, { ...plainWords, minDocumentFrequency: 3 })).toThrow(
    /none of the 6 in 4 titles occurs in at least 3 titles and in at most 100 %/,
  );
});
