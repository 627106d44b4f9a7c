import fc from "fast-check";
import { expect, test } from "vitest";
import { packedTermTable } from "../../../shared/text/term-table.ts";
import { isPair, pairFinder, wordPairs, wordsOfPair } from "../../../shared/text/word-pairs.ts";
import { packTerms } from "../../../trainer/artifact/pack-terms.ts";

test("pairs neighbours, and the first and last word with the title's beginning and end", () => {
  expect(wordPairs(["green", "tea"])).toEqual(["+^ green", "+green tea", "+tea $"]);
  expect(wordPairs(["tea"])).toEqual(["+^ tea", "+tea $"]);
  expect(wordPairs([])).toEqual([]);
});

test("tells pairs from other terms, and their words from the marks", () => {
  expect(["+^ tea", "+green tea"].every(isPair)).toBe(true);
  expect(["tea", "#^te", "green tea"].some(isPair)).toBe(false);
  expect(["+^ tea", "+green tea", "+tea $"].map(wordsOfPair)).toEqual([["tea"], ["green", "tea"], ["tea"]]);
});

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 }),
  fc.string({ unit: fc.constantFrom("é", "茶", "\u{10380}"), minLength: 1, maxLength: 3 }),
  fc.string({ unit: fc.constant("long"), minLength: 1, maxLength: 400 }),
);
const words = fc.array(word, { maxLength: 12 });

test("finds the pairs of any title that are terms, in a table of bytes and in one of texts", () => {
  fc.assert(
    fc.property(words, words, (title, other) => {
      const known = wordPairs(title).filter((_, k) => k % 3 > 0);
      const terms = [...new Set([...known, ...wordPairs(other)])].sort();
      const packed = packedTermTable(packTerms({ terms, documentFrequency: terms.map(() => 1) }), 9);
      const { findBytes: _, ...texts } = packed;
      for (const find of [pairFinder(packed), pairFinder(texts)])
        for (const one of [title, other, [], title])
          expect(find(one)).toEqual(
            wordPairs(one)
              .map((pair) => terms.indexOf(pair))
              .filter((index) => index >= 0),
          );
    }),
    { seed: 1, numRuns: 300 },
  );
});
