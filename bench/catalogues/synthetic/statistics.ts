import { nextUniform, seedStream } from "../../../trainer/nuts/random.ts";
import { naiveBayesAccuracy, type WordRow } from "./naive-bayes.ts";
import type { SyntheticRow } from "./synthetic-titles.ts";

/** What a catalogue is like. Shares are in [0, 1]. */
export type CatalogueStatistics = {
  readonly titles: number;
  /** Classes of each level. */
  readonly classes: readonly number[];
  readonly wordsPerTitle: { readonly mean: number; readonly sd: number };
  readonly distinctWords: number;
  /** Exponent by which distinct words grow with titles, from half of them to all (Heaps 1978). */
  readonly growth: number;
  /** Share of distinct words that are in one place only. */
  readonly seenOnce: number;
  /** Shares of all words in the titles that the 10, 100 and 1,000 most frequent ones have. */
  readonly top: readonly [number, number, number];
  /** Of the classes of the last level: Gini coefficient of their sizes, and median over mean. */
  readonly gini: number;
  readonly medianOfMean: number;
  /** Chance that another title with a word of this one has its class, at each level. */
  readonly sameClass: readonly number[];
  /** Share of the words of held-out titles that no other title has. */
  readonly unknown: number;
  /** Accuracy of naive Bayes on a held-out quarter, at each level. */
  readonly accuracy: readonly number[];
};

/** Measures a catalogue. Rows with the same title and class count once. */
export function measureCatalogue(rows: readonly SyntheticRow[], seed: number): CatalogueStatistics {
  const distinct = new Map(rows.map((row) => [JSON.stringify([row.title, row.path]), row]));
  const all: WordRow[] = [...distinct.values()]
    .map(({ title, path }) => ({ words: title.toLowerCase().match(/[a-z0-9]+/g) ?? [], path }))
    .filter(({ words }) => words.length > 0);
  const random = seedStream(seed, 3);
  const isTest = all.map(() => nextUniform(random) < 0.25);
  const half = all.filter(() => nextUniform(random) < 0.5);
  const train = all.filter((_, i) => !isTest[i]);
  const test = all.filter((_, i) => isTest[i]);
  const levels = Array.from(
    { length: Math.max(...all.map(({ path }) => path.length)) },
    (_, level) => level + 1,
  );
  const lengths = all.map(({ words }) => words.length);
  const mean = average(lengths);
  const frequencies = [...counts(all.flatMap(({ words }) => words)).values()].sort((a, b) => b - a);
  const tokens = sum(frequencies);
  const sizes = [...counts(all.map(({ path }) => keyOf(path))).values()].sort((a, b) => a - b);
  const known = new Set(train.flatMap(({ words }) => words));
  const heldOut = test.flatMap(({ words }) => words);
  return {
    titles: all.length,
    classes: levels.map((level) => new Set(all.map(({ path }) => keyOf(path.slice(0, level)))).size),
    wordsPerTitle: { mean, sd: Math.sqrt(average(lengths.map((length) => (length - mean) ** 2))) },
    distinctWords: frequencies.length,
    growth: Math.log2(frequencies.length / new Set(half.flatMap(({ words }) => words)).size),
    seenOnce: frequencies.filter((count) => count === 1).length / frequencies.length,
    top: [share(frequencies, 10, tokens), share(frequencies, 100, tokens), share(frequencies, 1000, tokens)],
    gini: giniOf(sizes),
    medianOfMean: (sizes[Math.floor(sizes.length / 2)] ?? 0) / average(sizes),
    sameClass: levels.map((level) => sameClass(all, level)),
    unknown: heldOut.filter((word) => !known.has(word)).length / heldOut.length,
    accuracy: levels.map((level) => naiveBayesAccuracy(train, test, level)),
  };
}

const keyOf = (path: readonly string[]) => path.join("\u0000");
const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
const average = (values: readonly number[]) => sum(values) / values.length;
const share = (frequencies: readonly number[], first: number, tokens: number) =>
  sum(frequencies.slice(0, first)) / tokens;

function counts(values: Iterable<string>): Map<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

/** Gini coefficient of sizes in ascending order. */
function giniOf(sizes: readonly number[]): number {
  const weighted = sizes.reduce((total, size, i) => total + (2 * (i + 1) - sizes.length - 1) * size, 0);
  return weighted / (sizes.length * sum(sizes));
}

/** Over words of titles that other titles have: the share of these that are of the same class. */
function sameClass(rows: readonly WordRow[], level: number): number {
  const pairs = rows.flatMap(({ words, path }) =>
    [...new Set(words)].map((word) => [word, `${word}\u0001${keyOf(path.slice(0, level))}`] as const),
  );
  const perWord = counts(pairs.map(([word]) => word));
  const perClass = counts(pairs.map(([, both]) => both));
  const shares = pairs.flatMap(([word, both]) => {
    const others = (perWord.get(word) ?? 0) - 1;
    return others > 0 ? [((perClass.get(both) ?? 0) - 1) / others] : [];
  });
  return average(shares);
}
