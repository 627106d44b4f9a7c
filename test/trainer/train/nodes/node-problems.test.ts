import { describe, expect, test } from "vitest";
import { buildDataSet } from "../../../../trainer/data/build-data-set.ts";
import { findPosteriorMode } from "../../../../trainer/kernel/posterior-mode.ts";
import { coefficientReader } from "../../../../trainer/model/coefficients.ts";
import { nodePreset, presets } from "../../../../trainer/model/preset.ts";
import type { Problem } from "../../../../trainer/model/problem.ts";
import { presetRegression } from "../../../../trainer/model/regression.ts";
import { nodeProblem, nodeSet } from "../../../../trainer/train/nodes/node-problems.ts";

const levels = ["parent", "child"];

function dataOf(rows: readonly (readonly [title: string, ...path: string[]])[]) {
  const labelled = rows.map(([title, ...path], row) => ({ title, path, file: "a.csv", row: row + 2 }));
  return buildDataSet({ rows: labelled, skipped: [] }, { levels, keepDuplicates: false });
}

const data = dataOf([
  ["green tea", "drinks", "tea"],
  ["black tea", "drinks", "tea"],
  ["black coffee", "drinks", "coffee"],
  ["wooden robot", "toys", "robots"],
]);
const regression = presetRegression(presets.default, data, []);
const set = nodeSet(regression);

describe("the nodes of a regression", () => {
  test("are those with several children, each with the titles below it", () => {
    const { labels } = data.tree.taxonomy;
    expect(set.nodes.map(({ node }) => labels[node])).toEqual(["", "drinks"]);
    const [root, drinks] = set.nodes;
    const titlesOf = (rows: Int32Array | undefined) => [...(rows ?? [])].filter((row) => row < 4);
    expect(titlesOf(root?.rows)).toEqual([0, 1, 2, 3]);
    expect(titlesOf(drinks?.rows)).toEqual([0, 1, 2]);
    // Children are in the order of the taxonomy: coffee, tea.
    expect([...(drinks?.labels ?? [])].slice(0, 3)).toEqual([1, 1, 0]);
    // At the root toys are a leaf, as they have one class; coffee and tea are below drinks.
    const place = (label: number) => root?.tree.taxonomy.labels[root.tree.leaves[label] ?? 0];
    expect([...(root?.labels ?? [])].slice(0, 4).map(place)).toEqual(["tea", "tea", "coffee", "toys"]);
  });

  test("know their children alone where there is no room for more", () => {
    const [root] = nodeSet(regression, [2, 2]).nodes;
    expect(root?.tree.taxonomy.labels).toEqual(["", "drinks", "toys"]);
    expect([...(root?.labels ?? [])].slice(0, 4)).toEqual([0, 0, 0, 1]);
  });

  test("have the name of a class once for every leaf that it has there, and no name of their own", () => {
    const namesOf = (k: number) =>
      [...(set.nodes[k]?.rows ?? [])].filter((row) => row >= 4).map((row) => regression.titles[row]);
    expect(namesOf(0).sort()).toEqual(["coffee", "drinks", "drinks", "robots", "tea", "toys"]);
    expect(namesOf(1).sort()).toEqual(["coffee", "tea"]);
  });

  test("have the intercept and the terms of their titles, with the values that they have in the whole", () => {
    const [, drinks] = set.nodes;
    if (drinks === undefined) throw new Error("no node");
    const { features, problem } = nodeProblem(set, drinks);
    const terms = [...features].slice(1).map((feature) => regression.vocabulary.terms[feature - 1]);
    expect(features[0]).toBe(0);
    expect(terms).toContain("tea");
    expect(terms).not.toContain("robot");
    const { design } = regression.problem;
    drinks.rows.forEach((row, own) => {
      const whole = [...design.rowFeature.slice(design.rowStart[row], design.rowStart[row + 1])];
      const [from, to] = [problem.design.rowStart[own], problem.design.rowStart[own + 1]];
      expect([...problem.design.rowFeature.slice(from, to)].map((j) => features[j])).toEqual(whole);
      expect(problem.design.rowValue.slice(from, to)).toEqual(
        design.rowValue.slice(design.rowStart[row], design.rowStart[row + 1]),
      );
    });
  });
});

test("nodes have one fixed scale where the preset is one of fixed scales, or else that of their group", () => {
  const scalesOf = (name: "default" | "bayes" | "original") =>
    nodePreset(presets[name]).scalePriors(data.tree);
  expect(scalesOf("default")).toEqual(data.tree.groups.map(() => ({ kind: "fixed", value: 0.2 })));
  expect(scalesOf("bayes")).toEqual(presets.bayes.scalePriors(data.tree));
  expect(scalesOf("original")).toEqual(presets.original.scalePriors(data.tree));
  const [root] = set.nodes;
  if (root === undefined) throw new Error("no node");
  // That of its children, and that of the children of drinks.
  const { scalePriors } = presets.original;
  const { problem } = regression;
  const whole = { ...regression, problem: { ...problem, scalePriors: scalePriors(data.tree) } };
  expect(nodeProblem(nodeSet(whole), root).problem.scalePriors).toEqual(scalePriors(data.tree).slice(0, 2));
  expect(nodePreset(presets.bayes, [0.1])).toBe(presets.bayes);
});

test("nodes of a depth have one fixed scale, for both of their levels", () => {
  const { scalePriors } = nodePreset(presets.default, [0.1]);
  const priors = scalePriors(data.tree);
  expect(priors).toEqual(data.tree.groups.map((node) => ({ kind: "fixed", value: node === 0 ? 0.1 : 0.2 })));
  const { problem } = regression;
  const scaled = nodeSet({ ...regression, problem: { ...problem, scalePriors: priors } });
  const scalesOf = (node: number) => {
    const own = scaled.nodes.find((one) => one.node === node);
    if (own === undefined) throw new Error("no node");
    return nodeProblem(scaled, own).problem.scalePriors;
  };
  expect(scalesOf(0)).toEqual([priors[0], priors[0]]);
  const [, below = 0] = data.tree.groups;
  expect(scalesOf(below)).toEqual([priors[1]]);
});

/** Probabilities of the leaves of every row at the posterior's mode. */
function modeOf(problem: Problem): number[][] {
  const { layout, read } = coefficientReader(problem);
  const beta = new Float32Array(layout.features * layout.columns);
  read(findPosteriorMode(problem, 600, 1), beta, new Float64Array(problem.tree.groups.length));
  const { design } = problem;
  return Array.from({ length: design.rows }, (_, i) => {
    const logits = Array.from({ length: layout.leaves }, (__, c) => {
      let logit = 0;
      for (let k = design.rowStart[i] ?? 0; k < (design.rowStart[i + 1] ?? 0); k++)
        logit += (design.rowValue[k] ?? 0) * (beta[(design.rowFeature[k] ?? 0) * layout.columns + c] ?? 0);
      return logit;
    });
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    return logits.map((logit) => Math.exp(logit) / sum);
  });
}

test("a tree of one department has the same posterior mode in both forms", () => {
  // Without class names, of which the flat form has some twice.
  const preset = { ...presets.quick, classNames: false, likelihoodPower: 1 };
  const one = dataOf([
    ["green tea", "drinks", "tea"],
    ["black tea", "drinks", "tea"],
    ["green tea cup", "drinks", "cups"],
    ["black cup", "drinks", "cups"],
    ["black coffee", "drinks", "coffee"],
    ["green coffee", "drinks", "coffee"],
  ]);
  const flat = presetRegression(preset, one, []);
  const nodes = nodeSet(flat);
  const [only, ...others] = nodes.nodes;
  if (only === undefined) throw new Error("no node");
  expect(others).toEqual([]);
  const ofFlat = modeOf(flat.problem);
  const ofNode = modeOf(nodeProblem(nodes, only).problem);
  ofFlat.forEach((row, i) => {
    row.forEach((p, c) => {
      expect(ofNode[i]?.[c]).toBeCloseTo(p, 3);
    });
  });
});

test("a root that knows all classes has the same mode of the departments as the flat form", () => {
  const preset = { ...presets.quick, classNames: false, likelihoodPower: 1 };
  const two = dataOf([
    ["green tea", "drinks", "tea"],
    ["black tea", "drinks", "tea"],
    ["black coffee", "drinks", "coffee"],
    ["green coffee", "drinks", "coffee"],
    ["wooden robot", "toys", "robots"],
    ["black robot", "toys", "robots"],
    ["wooden puzzle", "toys", "puzzles"],
    ["green puzzle", "toys", "puzzles"],
  ]);
  const flat = presetRegression(preset, two, []);
  const set = nodeSet(flat);
  const [root] = set.nodes;
  if (root === undefined) throw new Error("no node");
  const ofFlat = modeOf(flat.problem);
  const ofRoot = modeOf(nodeProblem(set, root).problem);
  const departments = (leaves: readonly number[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = leaves;
    return [a + b, c + d];
  };
  ofFlat.forEach((row, i) => {
    const [drinks = 0, toys = 0] = departments(row);
    const [ofDrinks, ofToys] = departments(ofRoot[i] ?? []);
    expect(ofDrinks).toBeCloseTo(drinks, 3);
    expect(ofToys).toBeCloseTo(toys, 3);
  });
});
