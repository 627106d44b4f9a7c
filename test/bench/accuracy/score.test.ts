import { describe, expect, test } from "vitest";
import { score, titlesOfSmall } from "../../../bench/accuracy/score.ts";
import { flatRows, leavesOfFlat, makeBenchmark } from "../../../bench/catalogues/benchmark.ts";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import { rowsOf } from "./rows.ts";

const levels = ["department", "category"];

/** 20 titles of games; 19 of puzzles, one of them twice; 20 of teas. */
const training = rowsOf(
  ...Array.from({ length: 20 }, (_, k) => [`board game ${k}`, "toys", "games"]),
  ...Array.from({ length: 20 }, (_, k) => [`jigsaw ${k % 19}`, "toys", "puzzles"]),
  ...Array.from({ length: 20 }, (_, k) => [`tea ${k}`, "food", "tea"]),
);
const test3 = rowsOf(
  ["dominoes", "toys", "games"],
  ["cube", "toys", "puzzles"],
  ["oolong", "food", "tea"],
  ["espresso", "food", "coffee"],
);
const benchmark = makeBenchmark(training, test3, levels, true);
const { tree } = benchmark;
const leafNames = tree.leaves.map((node) => tree.taxonomy.labels[node]);

describe("a benchmark", () => {
  test("leaves out and counts test rows of classes without training titles", () => {
    expect(benchmark.test.map(({ title }) => title)).toEqual(["dominoes", "cube", "oolong"]);
    expect(benchmark.unseen).toBe(1);
  });

  test("trains on repeats only when it is told to", () => {
    expect(benchmark.titles.length).toBe(60);
    expect(makeBenchmark(training, test3, levels, false).titles.length).toBe(59);
  });

  test("calls a leaf small by its distinct titles", () => {
    expect(titlesOfSmall(benchmark)).toEqual([1]);
  });
});

describe("flat rows", () => {
  test("have the same leaves, found again by their whole path", () => {
    const twins = rowsOf(["a", "x", "other"], ["b", "y", "more"], ["c", "x", "more"], ["d", "z"]);
    const deep = makeBenchmark(twins.slice(0, 2), [], levels, false).tree;
    const flat = makeBenchmark(flatRows(twins.slice(0, 2)), [], ["path"], false).tree;
    expect(flat.depths.slice(1)).toEqual([1, 1]);
    const places = leavesOfFlat(deep, flat);
    expect(places.map((leaf) => pathOf(deep.taxonomy, deep.leaves[leaf] ?? 0))).toEqual(
      flat.leaves.map((node) => JSON.parse(flat.taxonomy.labels[node] ?? "")),
    );
    expect(new Set(flatRows(twins).map(({ path }) => path[0])).size).toBe(4);
  });
});

describe("scores", () => {
  const shares = (one: Record<string, number>) => leafNames.map((name) => one[name ?? ""] ?? 0);

  test("of probabilities: a parent is the sum of its leaves", () => {
    const leaves = Float64Array.from([
      ...shares({ games: 0.8, puzzles: 0.1, tea: 0.1 }),
      ...shares({ games: 0.5, puzzles: 0.25, tea: 0.25 }),
      ...shares({ games: 0.3, puzzles: 0.3, tea: 0.4 }),
    ]);
    const { levels: found, smallRecall } = score(benchmark, { kind: "probabilities", leaves });
    expect(found[1]?.accuracy).toBeCloseTo(2 / 3);
    expect(found[0]?.accuracy).toBeCloseTo(2 / 3);
    expect(found[1]?.logLoss).toBeCloseTo(-(Math.log(0.8) + Math.log(0.25) + Math.log(0.4)) / 3);
    expect(found[0]?.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.75) + Math.log(0.4)) / 3);
    // Three bins with a title each: |1 - 0.8|, |0 - 0.5| and |1 - 0.4|.
    expect(found[1]?.ece).toBeCloseTo((0.2 + 0.5 + 0.6) / 3);
    expect(smallRecall).toBe(0);
  });

  test("of classes: right at the top where the leaf is a sibling, no log-loss", () => {
    const node = (name: string) => tree.taxonomy.labels.indexOf(name);
    const nodes = ["games", "games", "tea"].map(node);
    const found = score(benchmark, { kind: "classes", nodes });
    expect(found.levels).toEqual([
      { accuracy: 1, logLoss: null, ece: null },
      { accuracy: 2 / 3, logLoss: null, ece: null },
    ]);
    expect(found.smallRecall).toBe(0);
    const right = score(benchmark, { kind: "classes", nodes: ["tea", "puzzles", "tea"].map(node) });
    expect(right.smallRecall).toBe(1);
  });

  test("of the top level alone: nothing about leaves", () => {
    const nodes = ["toys", "food", "food"].map((name) => tree.taxonomy.labels.indexOf(name));
    const found = score(benchmark, { kind: "classes", nodes });
    expect(found.levels.map(({ accuracy }) => accuracy)).toEqual([2 / 3, null]);
    expect(found.smallRecall).toBeNull();
  });
});
