import { expect, test } from "vitest";
import type { WordVectors } from "../../../shared/text/word-vectors.ts";
import { fitWordVectors } from "../../../trainer/words/fit-word-vectors.ts";
import type { VectorSource } from "../../../trainer/words/vector-source.ts";
import { uniforms } from "../../fixtures/uniforms.ts";

const width = 6;
const words = Array.from({ length: 200 }, (_, k) => `word${k}`);

/** The first two dimensions vary most among the catalogue's words, the last two among others. */
function makeSource(): VectorSource {
  const next = uniforms(1);
  const spread = (word: number) => (word < 100 ? [4, 2, 0.1, 0.1, 0.1, 0.1] : [0.1, 0.1, 0.1, 0.1, 3, 3]);
  const vectors = Float32Array.from(words.flatMap((_, word) => spread(word).map((s) => s * (next() - 0.5))));
  return { name: "made up", words, dimensions: width, vectors };
}
const source = makeSource();
const catalogue = new Set(words.slice(0, 100));
const all = 1000;

function vectorOf(vectors: WordVectors, word: string): number[] {
  const sum = new Float64Array(vectors.dimensions);
  vectors.add(vectors.find(word), 1, sum);
  return [...sum];
}

test("keeps the directions in which the catalogue's words differ", () => {
  const vectors = fitWordVectors(source, catalogue, { dimensions: 2, length: 1, most: all });
  if (!vectors) throw new Error("no vectors");
  expect([vectors.dimensions, vectors.words]).toEqual([2, words.length]);
  const pairs = words.slice(0, 100).map((word, k) => [vectorOf(vectors, word), k] as const);
  for (const d of [0, 1]) {
    const x = pairs.map(([vector]) => vector[d] ?? 0);
    const y = pairs.map(([, k]) => source.vectors[k * width + d] ?? 0);
    expect(Math.abs(correlation(x, y))).toBeGreaterThan(0.95);
  }
});

test("the catalogue's words have vectors of the length asked for", () => {
  const vectors = fitWordVectors(source, catalogue, { dimensions: 2, length: 0.7, most: all });
  if (!vectors) throw new Error("no vectors");
  const squares = [...catalogue].map((word) => vectorOf(vectors, word).reduce((sum, x) => sum + x * x, 0));
  const found = Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
  // Rounding to 4 bits makes vectors a little longer.
  expect(found).toBeGreaterThan(0.68);
  expect(found).toBeLessThan(0.78);
});

test("the same source and words give the same bytes", () => {
  const options = { dimensions: 3, length: 1, most: all };
  const again = fitWordVectors(makeSource(), new Set([...catalogue].reverse()), options);
  expect(again?.packed).toEqual(fitWordVectors(source, catalogue, options)?.packed);
});

test("keeps the catalogue's words, then the most common ones, where there is no room for all", () => {
  const own = new Set(words.slice(50, 100));
  const vectors = fitWordVectors(source, own, { dimensions: 2, length: 1, most: 60 });
  const kept = words.filter((word) => (vectors?.find(word) ?? -1) >= 0);
  expect(kept).toEqual([...words.slice(0, 10), ...words.slice(50, 100)]);
});

test("has nothing to give for a catalogue of other words", () => {
  const options = { dimensions: 2, length: 1, most: all };
  expect(fitWordVectors(source, new Set(["zyx", "word1"]), options)).toBeNull();
});

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (f: (k: number) => number) => x.reduce((total, _, k) => total + f(k), 0);
  const dx = (k: number) => (x[k] ?? 0) - mx;
  const dy = (k: number) => (y[k] ?? 0) - my;
  return sum((k) => dx(k) * dy(k)) / Math.sqrt(sum((k) => dx(k) ** 2) * sum((k) => dy(k) ** 2));
}
