import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { termExtractor } from "../../../shared/text/terms.ts";
import { presets } from "../../../trainer/model/preset.ts";
import { englishFile, readEnglishVectors } from "../../../trainer/words/english.ts";

const { words, dimensions, vectors } = readEnglishVectors();

function cosine(a: string, b: string): number {
  const [from, to] = [words.indexOf(a) * dimensions, words.indexOf(b) * dimensions];
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += (vectors[from + d] ?? 0) * (vectors[to + d] ?? 0);
  return sum;
}

test("the table takes at most 2 MB", () => {
  expect(statSync(englishFile).size).toBeLessThan(2e6);
});

test("its words are those of titles, each once, and its vectors have length 1", () => {
  const extract = termExtractor(presets.default.features);
  expect(new Set(words).size).toBe(words.length);
  for (const word of words.slice(0, 5000)) expect(extract(word).words).toContain(word);
  for (const word of ["lipstick", "monopoly", "nerf", "stroller"])
    expect(cosine(word, word)).toBeCloseTo(1, 5);
});

test("words of one kind are nearer than words of two", () => {
  expect(cosine("lipstick", "mascara")).toBeGreaterThan(cosine("lipstick", "hamster") + 0.3);
  expect(cosine("tea", "coffee")).toBeGreaterThan(cosine("tea", "wrench") + 0.3);
});
