import { expect, test } from "vitest";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import { matchPrior } from "../../../trainer/calibration/match-prior.ts";

const tree = indexTree({ labels: ["", "a", "b", "c"], parents: [-1, 0, 0, 0], levels: ["class"] });
const labels = Array.from({ length: 12_000 }, (_, i) => (i % 12 < 6 ? 0 : i % 12 < 10 ? 1 : 2));
const titles = labels.map((label, i) => ({ leaf: 1 + label, i }));

/** The titles drawn. */
function drawn(wanted: Float64Array, seed: number) {
  return matchPrior(titles, tree, labels, wanted, seed).filter(({ balance }) => balance.isDrawn);
}

function counts(kept: readonly { readonly leaf: number }[]): number[] {
  return [1, 2, 3].map((node) => kept.filter(({ leaf }) => leaf === node).length);
}

test("the titles drawn have the balance asked for, with all titles of the scarcest class", () => {
  const kept = drawn(Float64Array.of(0.2, 0.2, 0.6), 1);
  const [a = 0, b = 0, c = 0] = counts(kept);
  expect(c).toBe(2_000);
  // Binomial: 6,000 at 1/9 and 4,000 at 1/6, each within 5 standard errors.
  expect(Math.abs(a - 2_000 / 3)).toBeLessThan(5 * 24.4);
  expect(Math.abs(b - 2_000 / 3)).toBeLessThan(5 * 23.6);
});

test("is the same for the same seed, another for another, and keeps the order", () => {
  const wanted = Float64Array.of(0.2, 0.2, 0.6);
  const kept = drawn(wanted, 1);
  expect(drawn(wanted, 1)).toEqual(kept);
  expect(drawn(wanted, 2)).not.toEqual(kept);
  expect(kept.map(({ i }) => i)).toEqual(kept.map(({ i }) => i).sort((x, y) => x - y));
});

test("the balance of the data keeps every title, and no titles give no titles", () => {
  expect(drawn(Float64Array.of(6 / 12, 4 / 12, 2 / 12), 1).length).toBeGreaterThan(11_990);
  expect(matchPrior([], tree, labels, Float64Array.of(1, 1, 1), 1)).toEqual([]);
});

test("weights have the balance asked for and sum to the effective number of titles", () => {
  const weighted = matchPrior(titles, tree, labels, Float64Array.of(0.2, 0.2, 0.6), 1);
  const sumOf = (node: number) =>
    weighted.reduce((sum, { leaf, balance }) => sum + (leaf === node ? balance.weight : 0), 0);
  const total = sumOf(1) + sumOf(2) + sumOf(3);
  expect(sumOf(1) / total).toBeCloseTo(0.2, 9);
  expect(sumOf(3) / total).toBeCloseTo(0.6, 9);
  // (sum of w)^2 / sum of w^2 with w = 1/9, 1/6 and 1.
  const [w, n] = [
    [1 / 9, 1 / 6, 1],
    [6_000, 4_000, 2_000],
  ];
  const sum = w.reduce((all, each, k) => all + each * (n[k] ?? 0), 0);
  const squares = w.reduce((all, each, k) => all + each * each * (n[k] ?? 0), 0);
  expect(total).toBeCloseTo((sum * sum) / squares, 6);
  const even = matchPrior(titles, tree, labels, Float64Array.of(6 / 12, 4 / 12, 2 / 12), 1);
  for (const { balance } of even) expect(balance.weight).toBeCloseTo(1, 9);
});
