import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NoveltyTests, noCutoff } from "../../../shared/artifact/novelty-tests.ts";
import {
  cutoffsFor,
  isNovel,
  measureNovelty,
  newChildFeatures,
  outsideFeatures,
} from "../../../shared/decision/novelty.ts";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import { noveltyEvidence, taxonomies } from "../../fixtures/random-models.ts";
import { tinyTaxonomy } from "../../fixtures/tiny-model.ts";

const tree = indexTree(tinyTaxonomy);
/** Toys 0.8 and food 0.2; building toys 0.5, dolls 0.3, candy and tea 0.1 each. */
const evidence = {
  nodes: Float64Array.of(1, 0.8, 0.2, 0.5, 0.3, 0.1, 0.1),
  newChildren: Float64Array.of(0.1, 0.2, 0.2),
  knownWords: 2,
};
const none = { outsideWeights: [], weights: [], parentWeights: [] };

describe("novelty", () => {
  it("is scored by new children and top classes at the top", () => {
    const entropy = -0.8 * Math.log(0.8) - 0.2 * Math.log(0.2);
    const expected = [1, 0, entropy];
    outsideFeatures(tree, evidence).forEach((x, k) => {
      expect(x).toBeCloseTo(expected[k] ?? Number.NaN, 12);
    });
    const less = { ...evidence, newChildren: Float64Array.of(0.1, 0.05, 0.05) };
    expect(outsideFeatures(tree, less)[1]).toBeCloseTo(Math.log(0.2 / 0.8), 12);
    const { scores } = measureNovelty(tree, { ...none, outsideWeights: [5, 1, 2] }, evidence);
    expect(scores[0]).toBeCloseTo(5 + 2 * entropy, 12);
  });

  it("is scored by weighted features of the most probable class below", () => {
    const features = newChildFeatures(tree, evidence)(3);
    const entropy = -0.5 * Math.log(0.5) - 0.3 * Math.log(0.3) - 0.2 * Math.log(0.1);
    const expected = [1, 0, -Math.log(4), entropy, Math.log(1 / 9), Math.log(0.4 / 0.6), Math.log(2.5)];
    features.forEach((x, k) => {
      expect(x).toBeCloseTo(expected[k] ?? Number.NaN, 12);
    });
    const weights = [1, 2, 3, 4, 5, 6, 7];
    const score = features.reduce((sum, x, k) => sum + x * (weights[k] ?? 0), 0);
    expect(measureNovelty(tree, { ...none, weights }, evidence).scores).toEqual([0, score]);
  });

  it("leaves the parent where the parent's weights speak for it, and nothing otherwise", () => {
    const depth = (constant: number) =>
      measureNovelty(tree, { ...none, parentWeights: [constant] }, evidence).depthIfNovel;
    expect(depth(1)).toBe(1);
    expect(depth(-1)).toBe(0);
  });

  it("is a score above the cutoff of its level", () => {
    const novelty = { scores: [0, 1], depthIfNovel: 0 };
    expect(isNovel(novelty, [0, 1])).toBe(false);
    expect(isNovel(novelty, [-1, noCutoff])).toBe(true);
    expect(isNovel(novelty, [noCutoff, 0.5])).toBe(true);
  });

  it("has finite scores for any prediction and taxonomy", () => {
    const weights = [1, 1, 1, 1, 1, 1, 1];
    fc.assert(
      fc.property(taxonomies, fc.nat(), (taxonomy, seed) => {
        const any = indexTree(taxonomy);
        const { scores, depthIfNovel } = measureNovelty(
          any,
          { outsideWeights: weights.slice(4), weights, parentWeights: weights },
          noveltyEvidence(any, seed),
        );
        expect(scores.every(Number.isFinite)).toBe(true);
        expect(depthIfNovel).toBeLessThan(scores.length);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe("cutoffs", () => {
  it("are there for every demand", () => {
    const tests: NoveltyTests = {
      ...{ ...none, alpha: 0.03, cutoffs: [1, 1], anyAnswer: [3, 3] },
      targets: [{ target: 0.9, cutoffs: [2, 2] }],
    };
    expect(cutoffsFor(tests, {})).toEqual([1, 1]);
    expect(cutoffsFor(tests, { target: 0.9 })).toEqual([2, 2]);
    expect(cutoffsFor(tests, { target: 0.9, min: 0.5 })).toEqual([2, 2]);
    expect(cutoffsFor(tests, { min: 0.5 })).toEqual([3, 3]);
  });
});
