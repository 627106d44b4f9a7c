import { expect, test } from "vitest";
import { countPairs } from "../../../trainer/words/count-pairs.ts";
import { learnVectors } from "../../../trainer/words/learn-vectors.ts";
import type { VectorSource } from "../../../trainer/words/vector-source.ts";
import { uniforms } from "../../fixtures/uniforms.ts";

/** Texts of three topics; each takes four of its topic's eight words. */
function makeTexts(count: number): string[][] {
  const next = uniforms(1);
  return Array.from({ length: count }, (_, k) =>
    Array.from({ length: 4 }, () => `topic${k % 3}word${Math.floor(8 * next())}`),
  );
}

function cosine({ words, dimensions, vectors }: VectorSource, a: string, b: string): number {
  const [from, to] = [words.indexOf(a) * dimensions, words.indexOf(b) * dimensions];
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += (vectors[from + d] ?? 0) * (vectors[to + d] ?? 0);
  return sum;
}

test("words of one topic become alike, and words of two do not", () => {
  const source = learnVectors(makeTexts(300), 3);
  if (!source) throw new Error("no vectors");
  expect(source.words).toHaveLength(24);
  for (const word of ["word1", "word5", "word7"]) {
    expect(cosine(source, "topic0word0", `topic0${word}`)).toBeGreaterThan(0.8);
    expect(Math.abs(cosine(source, "topic0word0", `topic1${word}`))).toBeLessThan(0.3);
  }
  expect(cosine(source, "topic2word3", "topic2word3")).toBeCloseTo(1, 5);
});

test("the same texts give the same vectors", () => {
  expect(learnVectors(makeTexts(90), 5)).toEqual(learnVectors(makeTexts(90), 5));
});

test("there is nothing to learn where no words occur together", () => {
  expect(learnVectors([["a"], ["a"], ["b"], ["b"]], 5)).toBeNull();
  expect(learnVectors([], 5)).toBeNull();
});

test("pairs are counted in both orders, within a window, of words that occur twice", () => {
  const far = Array.from({ length: 10 }, (_, k) => `filler${k}`);
  const { words, pairs } = countPairs([
    ["a", "b", "a"],
    ["b", "c", "a"],
    ["a", ...far, "b"],
  ]);
  expect(words).toEqual(["a", "b"]);
  expect(pairs).toEqual(
    new Map([
      [1, 3],
      [2, 3],
    ]),
  );
});
