import { describe, expect, test } from "vitest";
import { explain } from "../../../shared/explanation/explain.ts";
import { tellingWords } from "../../../shared/explanation/telling-words.ts";
import { modelPredictor } from "../../../shared/factorised/model-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import { factorisedModel, unevenTree } from "../../fixtures/factorised-model.ts";

// Nearly certain coefficients, so that draws hardly differ from means.
const plain = await factorisedModel({ tree: unevenTree, spread: 1e-3 });
const knowing = await factorisedModel({ tree: unevenTree, spread: 1e-3, mostLeaves: 100 });
const models = [
  ["children alone", plain],
  ["grandchildren, too", knowing],
] as const;
const tree = unevenTree;
describe.each(models)("the explanation of a factorised model whose nodes know %s", (_, model) => {
  const row = vectoriser(model.vocabulary)("green tea and wooden robot");
  const all = Number.POSITIVE_INFINITY;
  const nodes = modelPredictor(model).predict(row, all).nodes.slice();

  test.each([1, 4, 7, 12, 10])("divides the log-odds of node %i against its rival without a rest", (node) => {
    const found = explain(model, row, node, nodes);
    if (found === null) throw new Error("there is no rival");
    const rival = nodes.findIndex((_, other) => String(pathOf(tree.taxonomy, other)) === String(found.rival));
    const parts = [...found.words, found.unknown, found.intercept, found.breadth];
    const sum = parts.reduce((total, { effect }) => total + effect, 0);
    expect(sum).toBeCloseTo(found.logOdds.effect, 8);
    // Words that a node does not know are as wide as the prior, which moves the mean of the log.
    const expected = Math.log((nodes[node] ?? 0) / (nodes[rival] ?? 1));
    expect(Math.abs(found.logOdds.effect - expected)).toBeLessThan(1);
    expect(found.words.map(({ word }) => word).sort()).toEqual(["green", "robot", "tea", "wooden"]);
  });

  test("siblings differ by their own softmax alone", () => {
    const siblings = { ...nodes };
    const onlyTwo = Float64Array.from(nodes, (_, node) => (node === 12 || node === 13 ? 0.5 : 0));
    const found = explain(model, row, 12, onlyTwo);
    expect(found?.rival).toEqual(pathOf(tree.taxonomy, 13));
    expect(found?.breadth.effect).toBe(0);
    expect(
      Math.abs((found?.logOdds.effect ?? 0) - Math.log((siblings[12] ?? 0) / (siblings[13] ?? 1))),
    ).toBeLessThan(1);
  });
});

test.each(models)("telling words are found for every node that knows %s, and shares sum to 1", (_, model) => {
  const { words, shares } = tellingWords(model, 3);
  expect(words).toHaveLength(tree.nodeCount);
  expect(tree.leaves.reduce((sum, leaf) => sum + (shares[leaf] ?? 0), 0)).toBeCloseTo(1, 10);
  expect(new Set(words.flat()).size).toBeGreaterThan(2);
});
