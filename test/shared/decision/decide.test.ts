import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../../shared/decision/decide.ts";
import { mostProbable, type NodeProbabilities } from "../../../shared/decision/node-probabilities.ts";
import { indexTree, sumLeavesIntoNodes } from "../../../shared/tree/taxonomy.ts";
import { taxonomies } from "../../fixtures/random-models.ts";
import { tinyTaxonomy } from "../../fixtures/tiny-model.ts";

const tree = indexTree(tinyTaxonomy);
const thresholds = [0.7, 0.6];

const noUnseenClasses = new Float64Array(tree.groups.length);

/** Node probabilities from those of building toys, dolls, candy and tea. */
function probabilitiesOf(...leaves: number[]): NodeProbabilities {
  const nodes = new Float64Array(tree.nodeCount);
  sumLeavesIntoNodes(tree, Float64Array.from(leaves), nodes);
  return { nodes, unseen: noUnseenClasses };
}

describe("decide", () => {
  it("answers with a leaf that reaches its threshold", () => {
    expect(decide(tree, probabilitiesOf(0.75, 0.05, 0.1, 0.1), { thresholds }, 1)).toEqual({
      kind: "leaf",
      node: 3,
    });
  });

  it("counts a probability at the threshold as enough", () => {
    expect(decide(tree, probabilitiesOf(0.25, 0, 0.75, 0), { thresholds: [0.75, 0.75] }, 1)).toEqual({
      kind: "leaf",
      node: 5,
    });
  });

  it("falls back to the parent and names the child that fell short", () => {
    expect(decide(tree, probabilitiesOf(0.5, 0.4, 0.1, 0), { thresholds }, 1)).toEqual({
      kind: "fallback",
      node: 1,
      reason: "low-child-confidence",
      missed: 3,
      threshold: 0.6,
    });
  });

  it("says when a subcategory that training did not see is likelier than the known ones", () => {
    const { nodes } = probabilitiesOf(0.3, 0.2, 0.1, 0);
    nodes[1] = 0.9;
    const likelier = (newToy: number, ratio?: number) =>
      decide(
        tree,
        { nodes, unseen: Float64Array.of(0, newToy, 0) },
        { thresholds, ...(ratio && { newChildRatio: ratio }) },
        1,
      );
    expect(likelier(0.4)).toMatchObject({ node: 1, reason: "unseen-subcategory", missed: 3 });
    expect(likelier(0.3)).toMatchObject({ node: 1, reason: "low-child-confidence", missed: 3 });
    // Or likely enough beside the likeliest known one, 0.3.
    expect(likelier(0.07, 0.2)).toMatchObject({ reason: "unseen-subcategory" });
    expect(likelier(0.05, 0.2)).toMatchObject({ reason: "low-child-confidence" });
  });

  it("answers none when the parent falls short as well", () => {
    expect(decide(tree, probabilitiesOf(0.1, 0.2, 0.3, 0.4), { thresholds: [0.8, 0.6] }, 1)).toEqual({
      kind: "fallback",
      node: 0,
      reason: "low-child-confidence",
      missed: 2,
      threshold: 0.8,
    });
  });

  it("calls a title outside the taxonomy only where that is the most probable", () => {
    const { nodes } = probabilitiesOf(0.2, 0.1, 0.1, 0.1);
    const outside = (mass: number) =>
      decide(tree, { nodes, unseen: Float64Array.of(mass, 0, 0) }, { thresholds }, 1);
    expect(outside(0.5)).toMatchObject({ node: 0, reason: "outside-taxonomy", missed: 1 });
    expect(outside(0.25)).toMatchObject({ node: 0, reason: "low-child-confidence", missed: 1 });
  });

  it("says when only the demand stops it", () => {
    const strict = { thresholds: [0.99, 0.99], standard: thresholds };
    const reasons = [
      decide(tree, probabilitiesOf(0.75, 0.05, 0.1, 0.1), strict, 1),
      decide(tree, probabilitiesOf(0.5, 0.4, 0.1, 0), { ...strict, thresholds: [0.9, 0.9] }, 1),
      decide(tree, probabilitiesOf(0.5, 0.4, 0.1, 0), { ...strict, thresholds: [0.7, 0.9] }, 1),
    ];
    expect(reasons).toMatchObject([
      { node: 0, reason: "demand-not-met", threshold: 0.99 },
      { node: 1, reason: "low-child-confidence" },
      { node: 1, reason: "low-child-confidence" },
    ]);
  });

  it("answers none without known words, however probable a class is", () => {
    expect(decide(tree, probabilitiesOf(1, 0, 0, 0), { thresholds }, 0)).toMatchObject({
      node: 0,
      reason: "no-known-words",
      missed: 1,
    });
  });

  it("finds the deepest node above its threshold, the most probable at its depth, for any tree", () => {
    const weights = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
      minLength: 19,
      maxLength: 19,
    });
    const limits = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(taxonomies, weights, limits, (taxonomy, raw, levels) => {
        const tree = indexTree(taxonomy);
        const leaves = tree.leaves.map((_, c) => raw[c] ?? 0);
        const total = leaves.reduce((sum, weight) => sum + weight, 0);
        const probabilities = new Float64Array(tree.nodeCount);
        sumLeavesIntoNodes(
          tree,
          Float64Array.from(leaves, (weight) => weight / total),
          probabilities,
        );

        const isEnough = (node: number) =>
          (probabilities[node] ?? 0) >= (levels[(tree.depths[node] ?? 0) - 1] ?? 1);
        const decision = decide(
          tree,
          { nodes: probabilities, unseen: new Float64Array(tree.groups.length) },
          { thresholds: levels },
          1,
        );
        const depth = tree.depths[decision.node] ?? 0;
        const rivals = taxonomy.labels.map((_, node) => node).filter((node) => node > 0 && isEnough(node));
        expect(decision.node === 0 || isEnough(decision.node)).toBe(true);
        for (const rival of rivals) {
          expect(tree.depths[rival]).toBeLessThanOrEqual(depth);
          if (tree.depths[rival] === depth) {
            expect(probabilities[rival]).toBeLessThanOrEqual(probabilities[decision.node] ?? 0);
          }
        }
        if (decision.kind === "fallback") {
          expect(isEnough(decision.missed)).toBe(false);
          expect(taxonomy.parents[decision.missed]).toBe(decision.node);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("mostProbable", () => {
  it("takes the first of equals", () => {
    expect(mostProbable([3, 4, 5], Float64Array.of(0, 0, 0, 0.25, 0.5, 0.5))).toBe(4);
  });
});
