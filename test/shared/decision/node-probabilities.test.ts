import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CalibrationMaps,
  mostProbable,
  nodeCalibrator,
} from "../../../shared/decision/node-probabilities.ts";
import { indexTree, sumLeavesIntoNodes, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { taxonomies } from "../../fixtures/random-models.ts";
import { tinyTaxonomy } from "../../fixtures/tiny-model.ts";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const logOddsMap = fc.record({
  intercept: number(-4, 4),
  slope: number(0, 3),
  restSlope: number(0, 3),
  knownWords: number(-2, 2),
});

/** Any calibration for a tree with that many levels. */
const calibrations = (levels: number): fc.Arbitrary<CalibrationMaps> =>
  fc.record({
    sharpening: fc.record(
      { logPower: number(-1, 1), knownWords: number(-1, 1), labelNoise: number(0, 0.9) },
      { requiredKeys: ["logPower", "knownWords"] },
    ),
    levels: fc.array(logOddsMap, {
      minLength: levels,
      maxLength: levels,
    }),
    subcategory: logOddsMap,
    outside: logOddsMap,
  });

function rawPrediction(tree: TreeIndex, weights: readonly number[], shares: readonly number[], known = 1) {
  const leaves = Float64Array.from(tree.leaves, (_, c) => weights[c % weights.length] ?? 0);
  const total = leaves.reduce((sum, weight) => sum + weight, 0);
  const nodes = new Float64Array(tree.nodeCount);
  sumLeavesIntoNodes(
    tree,
    leaves.map((weight) => weight / total),
    nodes,
  );
  const newChildren = Float64Array.from(
    tree.groups,
    (_, g) => (shares[g % shares.length] ?? 0) / tree.groups.length,
  );
  return { nodes, newChildren, known };
}

const sharpening = { logPower: 0, knownWords: 0 };
const unchanged = { intercept: 0, slope: 1, knownWords: 0 };
const off = { intercept: -100, slope: 0, knownWords: 0 };

describe("nodeCalibrator", () => {
  it("gives a distribution over known and unseen classes for any tree, calibration and prediction", () => {
    const cases = taxonomies.chain((taxonomy) =>
      fc.tuple(
        fc.constant(taxonomy),
        calibrations(taxonomy.levels.length),
        fc.array(number(1e-9, 1), { minLength: 1, maxLength: 19 }),
        fc.array(number(0, 1), { minLength: 1, maxLength: 9 }),
        number(0.01, 1),
      ),
    );
    fc.assert(
      fc.property(cases, ([taxonomy, calibration, weights, shares, known]) => {
        const tree = indexTree(taxonomy);
        const { nodes, unseen } = nodeCalibrator(
          tree,
          calibration,
        )(rawPrediction(tree, weights, shares, known));
        expect(nodes[0]).toBe(1);
        expect([...nodes, ...unseen].every((p) => p >= 0 && p <= 1 + 1e-12)).toBe(true);
        tree.groups.forEach((node, g) => {
          const below = (tree.children[node] ?? []).reduce((sum, child) => sum + (nodes[child] ?? 0), 0);
          expect(Math.abs(below + (unseen[g] ?? 0) - (nodes[node] ?? 0))).toBeLessThan(1e-9);
        });
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("never changes which leaf is the most probable, nor which top class it is taken from", () => {
    const cases = taxonomies.chain((taxonomy) =>
      fc.tuple(
        fc.constant(taxonomy),
        calibrations(taxonomy.levels.length),
        fc.array(number(0.01, 1), { minLength: 1, maxLength: 19 }),
        number(0.01, 1),
      ),
    );
    fc.assert(
      fc.property(cases, ([taxonomy, calibration, weights, known]) => {
        const tree = indexTree(taxonomy);
        const prediction = rawPrediction(tree, weights, [0], known);
        const { nodes } = nodeCalibrator(tree, calibration)(prediction);
        expect(mostProbable(tree.leaves, nodes)).toBe(mostProbable(tree.leaves, prediction.nodes));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("raises the probabilities of the leaves to a power that depends on the known words", () => {
    const tree = indexTree(tinyTaxonomy);
    const calibrate = nodeCalibrator(tree, {
      sharpening: { logPower: Math.log(2), knownWords: 1 },
      ...{ levels: [unchanged, unchanged], subcategory: off, outside: off },
    });
    const sharp = calibrate(rawPrediction(tree, [0.4, 0.3, 0.2, 0.1], [0], 1));
    const squares = 0.16 + 0.09 + 0.04 + 0.01;
    expect(sharp.nodes[3]).toBeCloseTo(0.16 / squares, 9);
    expect(sharp.nodes[1]).toBeCloseTo(0.25 / squares, 9);
    const half = calibrate(rawPrediction(tree, [0.4, 0.3, 0.2, 0.1], [0], 0.5));
    expect(half.nodes[3]).toBeCloseTo(0.4, 9);
  });

  it("changes nothing without calibration, or with maps that change nothing", () => {
    const tree = indexTree(tinyTaxonomy);
    const prediction = rawPrediction(tree, [0.5, 0.2, 0.2, 0.1], [0.1]);
    const neutral = {
      titles: 1,
      target: 0.9,
      targets: [],
      sharpening,
      levels: [unchanged, unchanged],
      subcategory: off,
      outside: off,
    };
    for (const calibration of [null, neutral]) {
      const { nodes, unseen } = nodeCalibrator(tree, calibration)(prediction);
      prediction.nodes.forEach((probability, node) => {
        expect(nodes[node]).toBeCloseTo(probability, 9);
      });
      expect(Math.max(...unseen)).toBeLessThan(1e-40);
    }
  });

  it("sharpens with a slope above 1, and is less sure of titles with unknown words", () => {
    const tree = indexTree(tinyTaxonomy);
    const calibrated = (slope: number, knownWords: number, known: number) =>
      nodeCalibrator(tree, {
        ...{ titles: 1, target: 0.9, targets: [], sharpening, subcategory: off, outside: off },
        levels: [
          { intercept: 0, slope, knownWords },
          { intercept: 0, slope, knownWords },
        ],
      })(rawPrediction(tree, [0.6, 0.2, 0.1, 0.1], [0], known)).nodes.slice();
    const plain = calibrated(1, 0, 1);
    expect(calibrated(2, 0, 1)[3]).toBeGreaterThan(plain[3] ?? 1);
    expect(calibrated(1, 1, 0.25)[3]).toBeLessThan(plain[3] ?? 0);
    expect(calibrated(1, 1, 1)).toEqual(plain);
  });

  it("gives a new child's mass to every class above it", () => {
    const tree = indexTree(tinyTaxonomy);
    const prediction = rawPrediction(tree, [0.25], [0]);
    prediction.newChildren.set([0, 0.9, 0]);
    const { nodes, unseen } = nodeCalibrator(tree, {
      ...{ titles: 1, target: 0.9, targets: [], sharpening, levels: [unchanged, unchanged], outside: off },
      subcategory: unchanged,
    })(prediction);
    expect(unseen[1]).toBeCloseTo(0.9, 6);
    expect(nodes[1]).toBeCloseTo(0.95, 6);
    expect(nodes[2]).toBeCloseTo(0.05, 6);
  });
});
