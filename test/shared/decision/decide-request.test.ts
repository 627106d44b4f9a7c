import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Calibration, Model } from "../../../shared/artifact/model.ts";
import { noCutoff } from "../../../shared/artifact/novelty-tests.ts";
import { decide } from "../../../shared/decision/decide.ts";
import { decideRequest } from "../../../shared/decision/decide-request.ts";
import type { ThresholdOptions } from "../../../shared/decision/thresholds.ts";
import { ancestry, indexTree } from "../../../shared/tree/taxonomy.ts";
import { noveltyEvidence, taxonomies } from "../../fixtures/random-models.ts";
import { tinyTaxonomy } from "../../fixtures/tiny-model.ts";

const tree = indexTree(tinyTaxonomy);
const none = { intercept: 0, slope: 1, knownWords: 0 };
const maps: Omit<Calibration, "targets" | "novelty"> = {
  ...{ titles: 9, target: 0.9, sharpening: { logPower: 0, knownWords: 0 }, levels: [none, none] },
  ...{ subcategory: none, outside: none, newChildRatio: 1 },
};
/** Toys 0.8 and food 0.2; building toys 0.5, dolls 0.3, candy and tea 0.1 each. */
const nodes = Float64Array.of(1, 0.8, 0.2, 0.5, 0.3, 0.1, 0.1);
/** More probable than every known class: `decide` alone would take this for the reason. */
const probabilities = { nodes, unseen: Float64Array.of(0.9, 0.9, 0.9) };
/** Its score at the top is 0. */
const evidence = { nodes, newChildren: Float64Array.of(0.1, 0.2, 0.2), knownWords: 2 };

/** A model with tests, of which the target 0.99 is out of reach. */
function model(thresholds: readonly number[], cutoff: number, parent = 1, anyAnswer = noCutoff) {
  const strict = { target: 0.99, thresholds: [0.99, 0.99], promised: false, titlesNeeded: null };
  const novelty = {
    ...{ alpha: 0.03, outsideWeights: [0, 1], weights: [0], parentWeights: [parent] },
    ...{ cutoffs: [cutoff, noCutoff], anyAnswer: [anyAnswer, noCutoff] },
    targets: [{ target: 0.99, cutoffs: [cutoff, noCutoff] }],
  };
  return { tree, decision: { thresholds, calibration: { ...maps, targets: [strict], novelty } } };
}

describe("a request", () => {
  const ask = (asked: Pick<Model, "tree" | "decision">, request: ThresholdOptions = {}) =>
    decideRequest(asked, request, probabilities, evidence);

  it("is answered as before where no score speaks against it", () => {
    expect(ask(model([0.7, 0.5], 1))).toEqual({ kind: "leaf", node: 3 });
  });

  it("stops at the parent, or nowhere, where the title is taken for one of a new class", () => {
    const stop = { kind: "fallback", missed: 3, threshold: 0.5 };
    expect(ask(model([0.7, 0.5], -1))).toEqual({ ...stop, node: 1, reason: "unseen-subcategory" });
    const outside = { ...stop, node: 0, missed: 1, threshold: 0.7, reason: "outside-taxonomy" };
    expect(ask(model([0.7, 0.5], -1, -1))).toEqual(outside);
  });

  it("has the reasons of new classes from the tests alone", () => {
    expect(ask(model([0.7, 0.6], 1))).toMatchObject({ node: 1, reason: "low-child-confidence" });
    expect(ask(model([0.9, 0.6], 1))).toMatchObject({ node: 0, reason: "low-child-confidence" });
    // No test made these shallower: they would fail the cutoffs for any answer.
    expect(ask(model([0.7, 0.6], 1, 1, -1))).toMatchObject({ node: 1, reason: "unseen-subcategory" });
    expect(ask(model([0.9, 0.6], 1, -1, -1))).toMatchObject({ node: 0, reason: "outside-taxonomy" });
    // A new class below toys says nothing about why toys is not the answer.
    expect(ask(model([0.9, 0.6], 1, 1, -1))).toMatchObject({ node: 0, reason: "low-child-confidence" });
    const { decision } = model([0.7, 0.6], 1);
    const untested = {
      tree,
      decision: { ...decision, calibration: { ...decision.calibration, novelty: null } },
    };
    expect(ask(untested)).toMatchObject({ node: 1, reason: "unseen-subcategory" });
  });

  it("fails its demand where the answer without one is deeper after the tests", () => {
    const strict = (asked: ReturnType<typeof model>) => ask(asked, { target: 0.99 });
    expect(strict(model([0.7, 0.5], 1))).toMatchObject({ node: 0, reason: "demand-not-met" });
    expect(strict(model([0.7, 0.5], -1))).toMatchObject({ node: 0, reason: "demand-not-met" });
    expect(strict(model([0.7, 0.5], -1, -1))).toMatchObject({ node: 0, reason: "outside-taxonomy" });
    expect(strict(model([0.9, 0.6], 1))).toMatchObject({ node: 0, reason: "low-child-confidence" });
  });

  it("is answered by the endings of words for a `min` alone, and by none for anything else", () => {
    const asked = model([0.7, 0.5], 1);
    const ofEndings = { ...evidence, knownWords: 0, knownTerms: 2 };
    const decided = (request: ThresholdOptions, known: typeof evidence) =>
      decideRequest(asked, request, probabilities, known);
    expect(decided({ min: 0.4 }, ofEndings)).toEqual({ kind: "leaf", node: 3 });
    expect(decided({ min: 0.6 }, ofEndings)).toMatchObject({ node: 1, threshold: 0.6 });
    for (const request of [{}, { target: 0.99 }, { target: 0.99, min: 0 }])
      expect(decided(request, ofEndings)).toMatchObject({ node: 0, reason: "no-known-words" });
    expect(decided({ min: 0 }, { ...evidence, knownWords: 0 })).toMatchObject({ reason: "no-known-words" });
  });

  it("is never answered deeper because of the tests, on any taxonomy", () => {
    const number = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        taxonomies,
        fc.array(number, { minLength: 40, maxLength: 40 }),
        fc.nat(),
        (taxonomy, numbers, seed) => {
          const any = indexTree(taxonomy);
          const odd = noveltyEvidence(any, seed);
          const thresholds = taxonomy.levels.map(() => 0.1);
          const cutoffs = taxonomy.levels.map((_, level) => numbers[20 + level] ?? 0);
          const novelty = {
            ...{ alpha: 0.03, outsideWeights: numbers.slice(4, 7) },
            ...{ weights: numbers.slice(0, 7), parentWeights: numbers.slice(7, 14) },
            ...{ cutoffs, targets: [], anyAnswer: cutoffs },
          };
          const calibration = { ...maps, targets: [], novelty };
          const given = { nodes: odd.nodes, unseen: new Float64Array(any.groups.length) };
          const before = decide(any, given, { thresholds }, odd.knownWords);
          const after = decideRequest(
            { tree: any, decision: { thresholds, calibration } },
            ...([{}, given, odd] as const),
          );
          expect([0, ...ancestry(any.taxonomy, before.node)]).toContain(after.node);
          if (after.kind === "fallback") expect(any.taxonomy.parents[after.missed]).toBe(after.node);
          if (after.node !== before.node)
            expect(after).toHaveProperty(
              "reason",
              after.node === 0 ? "outside-taxonomy" : "unseen-subcategory",
            );
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});
