import { expect, test } from "vitest";
import { wordEvidence } from "../../../shared/decision/word-evidence.ts";

const words = (seen: number, unseen: number, related = 0) => ({
  knownWords: Array.from({ length: seen }, (_, k) => `seen ${k}`),
  unknownWords: Array.from({ length: unseen }, (_, k) => `unseen ${k}`),
  vectorWords: Array.from({ length: related }, (_, k) => `unseen ${k}`),
});

test("the known share is 1 for a title that is known throughout and never 0", () => {
  expect(wordEvidence(words(3, 0)).known).toBe(1);
  expect(wordEvidence(words(0, 0)).known).toBe(1);
  expect(wordEvidence(words(0, 3)).known).toBeGreaterThan(0);
  expect(wordEvidence(words(1, 3)).known).toBeLessThan(wordEvidence(words(2, 2)).known);
});

test("a word with a vector alone is worth something, but less than one that training saw", () => {
  const { known } = wordEvidence(words(1, 1, 1));
  expect(known).toBeGreaterThan(wordEvidence(words(1, 1)).known);
  expect(known).toBeLessThan(wordEvidence(words(2, 0)).known);
  expect(wordEvidence(words(0, 2, 1)).knownWords).toBe(1);
  expect(wordEvidence(words(2, 2, 0)).knownWords).toBe(2);
});
