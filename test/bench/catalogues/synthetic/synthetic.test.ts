import { expect, test } from "vitest";
import { rankAt } from "../../../../bench/catalogues/synthetic/numbers.ts";
import { profileNames, profiles } from "../../../../bench/catalogues/synthetic/profiles.ts";
import { spell } from "../../../../bench/catalogues/synthetic/spell.ts";
import { measureCatalogue } from "../../../../bench/catalogues/synthetic/statistics.ts";
import { syntheticTitles } from "../../../../bench/catalogues/synthetic/synthetic-titles.ts";
import { levelCounts, makeTree } from "../../../../bench/catalogues/synthetic/synthetic-tree.ts";

function rowsOf(counts: readonly number[], rows: number, seed: number, profile = profiles.amazon) {
  const titles = syntheticTitles(makeTree(counts, profile.classSpread, seed), profile, seed);
  return Array.from({ length: rows }, () => titles.next().value);
}

test("one seed makes the same titles, however many; another seed others", () => {
  const some = rowsOf([4, 20], 500, 3);
  expect(rowsOf([4, 20], 800, 3).slice(0, 500)).toEqual(some);
  expect(rowsOf([4, 20], 500, 4)).not.toEqual(some);
});

test("a tree has the classes asked for, each with a child, of log-normal sizes", () => {
  const { leaves, nodeCount } = makeTree([10, 100, 1000, 10_000], 0.95, 5);
  expect(nodeCount).toBe(1 + 11_110);
  expect(leaves).toHaveLength(10_000);
  const nodes = new Set(leaves.flatMap((leaf) => leaf.nodes));
  expect(nodes.size).toBe(11_110);
  expect(leaves.every((leaf) => leaf.nodes.length === 4)).toBe(true);
  const shares = leaves.map(({ share }) => share).sort((a, b) => a - b);
  expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  // Of a log-normal distribution: the median over the mean is exp(-sigma^2 / 2).
  expect((shares[5000] ?? 0) * 10_000).toBeCloseTo(Math.exp(-(0.95 ** 2) / 2), 2);
  expect(levelCounts(1055, 4)).toEqual([21, 99, 350, 1055]);
});

test("ranks follow their law", () => {
  const law = { power: 1.5, shift: 2 };
  const draws = 200_000;
  const counts = [0, 0, 0, 0];
  for (let k = 0; k < draws; k++) {
    const rank = rankAt(law, (k + 0.5) / draws);
    if (rank < counts.length) counts[rank] = (counts[rank] ?? 0) + 1;
  }
  // p(r) is the integral of (x + 2)^-1.5 from r - 1/2 to r + 1/2, over that from 1/2 on.
  const exact = (rank: number) => ((rank + 1.5) ** -0.5 - (rank + 2.5) ** -0.5) / 2.5 ** -0.5;
  for (const rank of [1, 2, 3]) expect((counts[rank] ?? 0) / draws).toBeCloseTo(exact(rank), 3);
  expect(rankAt(law, 0)).toBe(1);
  expect(rankAt(law, 1 - 2 ** -53)).toBeLessThanOrEqual(1e8);
});

test("every number has a word of its own, and small ones short words", () => {
  const words = new Set(Array.from({ length: 150_000 }, (_, number) => spell(number)));
  expect(words.size).toBe(150_000);
  expect([...words].every((word) => /^[a-z]{2,}$/.test(word))).toBe(true);
  expect(spell(5).length).toBeLessThan(spell(140_000).length);
});

test("statistics are those worked out by hand", () => {
  const rows = [
    ["green tea", "food", "tea"],
    ["black tea", "food", "tea"],
    ["tea robot", "toys", "robots"],
    ["Tea robot", "toys", "robots"],
    ["green tea", "food", "tea"],
    ["black jam", "food", "jam"],
  ].map(([title = "", ...path]) => ({ title, path }));
  const found = measureCatalogue(rows, 1);
  expect(found).toMatchObject({
    titles: 5,
    classes: [2, 3],
    wordsPerTitle: { mean: 2, sd: 0 },
    distinctWords: 5,
    // Of tea 4, black 2, robot 2, green 1 and jam 1.
    seenOnce: 2 / 5,
    top: [1, 1, 1],
    // Sizes 1, 2 and 2.
    gini: (-2 * 1 + 0 * 2 + 2 * 2) / (3 * 5),
    medianOfMean: 2 / (5 / 3),
  });
  // Tea has the class in 1 of 3 others, each time; black and robot in 0, 0, 1 and 1 of 1.
  expect(found.sameClass[1]).toBeCloseTo((4 / 3 + 0 + 0 + 1 + 1) / 8, 12);
  expect(found.sameClass[0]).toBeCloseTo((4 / 3 + 1 + 1 + 1 + 1) / 8, 12);
});

test("titles like those of amazon have its statistics, as docs/scale.md gives them", () => {
  const found = measureCatalogue(rowsOf([6, 64], 7_614, 1), 1);
  const near = (value: number, real: number, share: number) => {
    expect(value / real).toBeGreaterThan(1 - share);
    expect(value / real).toBeLessThan(1 + share);
  };
  near(found.wordsPerTitle.mean, 7.41, 0.05);
  near(found.distinctWords, 10_832, 0.1);
  near(found.growth, 0.55, 0.1);
  near(found.seenOnce, 0.528, 0.1);
  near(found.top[1], 0.288, 0.15);
  near(found.unknown, 0.127, 0.15);
  near(found.gini, 0.525, 0.1);
  near(found.sameClass[1] ?? 0, 0.272, 0.15);
  near(found.accuracy[1] ?? 0, 0.639, 0.05);
  expect(profileNames).toContain("amazon");
});
