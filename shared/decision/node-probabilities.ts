import type { Calibration, LogOddsMap } from "../artifact/model.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { fromLogOdds, logOdds } from "./log-odds.ts";

/** Prediction for one title before calibration. */
export type RawPrediction = {
  /** Posterior-predictive mean of every node among the known leaves, length N. */
  readonly nodes: Float64Array;
  /** Raw share of a new child of every node with children, by group, length G. */
  readonly newChildren: Float64Array;
  /** Share of the title's words that the model knows, in (0, 1]: see `knownShare`. */
  readonly known: number;
};

/** Calibrated prediction for one title. The calibrator reuses the arrays in its next call. */
export type NodeProbabilities = {
  /** Probability of every node, unseen classes below it included, length N; the root's is 1. */
  readonly nodes: Float64Array;
  /**
   * Probability of a class that training did not see directly below each node with children, by
   * group, length G. The root's is that of a class outside the taxonomy.
   */
  readonly unseen: Float64Array;
};

/** The part of a model's calibration that maps raw predictions to probabilities. */
export type CalibrationMaps = Pick<Calibration, "levels" | "subcategory" | "outside">;

/** Ratios of smaller probabilities than this lose their digits. */
const leastMass = 1e-290;

/**
 * Share of a title's distinct words that the model knows. Half a word is added to both counts, so
 * that the share is never 0.
 */
export function knownShare(knownWords: number, unknownWords: number): number {
  return (knownWords + 0.5) / (knownWords + unknownWords + 0.5);
}

/**
 * Builds the function from raw predictions to calibrated probabilities over the tree. Without
 * calibration it returns the raw means, and gives unseen classes no mass.
 *
 * 1. Unseen classes get their calibrated mass: first the class outside the taxonomy, then the
 *    classes below all internal nodes together. Internal nodes divide that mass in proportion to
 *    their raw shares. Known classes divide the rest.
 * 2. From the top down, the most probable known child of each node gets the calibrated share of
 *    that node's mass: the log-odds of its share, mapped by its level's `LogOddsMap`. Its
 *    siblings and the new child divide the rest in their old proportions.
 */
export function nodeCalibrator(
  tree: TreeIndex,
  calibration: CalibrationMaps | null,
): (prediction: RawPrediction) => NodeProbabilities {
  const { groups, nodeCount, children, depths } = tree;
  const { parents } = tree.taxonomy;
  const masses = new Float64Array(nodeCount);
  const nodes = new Float64Array(nodeCount);
  const unseen = new Float64Array(groups.length);
  if (calibration === null) {
    return (prediction) => {
      nodes.set(prediction.nodes);
      unseen.fill(0);
      return { nodes, unseen };
    };
  }
  const { levels, subcategory, outside } = calibration;

  return (prediction) => {
    const logKnown = Math.log(prediction.known);
    addUnseenMass(prediction, logKnown);
    calibrateChildren(logKnown);
    return { nodes, unseen };
  };

  /** Step 1: writes the mass of every node and of every unseen class to `masses` and `unseen`. */
  function addUnseenMass({ nodes: known, newChildren }: RawPrediction, logKnown: number): void {
    const outsideShare = newChildren[0] ?? 0;
    let belowShare = 0;
    for (let g = 1; g < groups.length; g++) belowShare += newChildren[g] ?? 0;
    const outsideMass = mapShare(outside, outsideShare, logKnown);
    const belowMass =
      belowShare > leastMass ? (1 - outsideMass) * mapShare(subcategory, belowShare, logKnown) : 0;
    const knownMass = 1 - outsideMass - belowMass;
    unseen[0] = outsideMass;
    for (let node = 0; node < nodeCount; node++) masses[node] = knownMass * (known[node] ?? 0);
    for (let g = groups.length - 1; g > 0; g--) {
      const mass = belowShare > leastMass ? belowMass * ((newChildren[g] ?? 0) / belowShare) : 0;
      unseen[g] = mass;
      for (let node = groups[g] ?? 0; node > 0; node = parents[node] ?? 0)
        masses[node] = (masses[node] ?? 0) + mass;
    }
    masses[0] = 1;
  }

  /** Step 2: from the masses in `masses` and `unseen` to probabilities in `nodes` and `unseen`. */
  function calibrateChildren(logKnown: number): void {
    nodes[0] = 1;
    groups.forEach((node, g) => {
      const ofNode = nodes[node] ?? 0;
      const below = children[node] ?? [];
      const top = mostProbable(below, masses);
      const ofTop = masses[top] ?? 0;
      // A sum, since the others together may be less than a rounding error of the whole.
      const ofOthers = below.reduce(
        (sum, child) => (child === top ? sum : sum + (masses[child] ?? 0)),
        unseen[g] ?? 0,
      );
      const level = levels[depths[node] ?? 0];
      const share = ofOthers > leastMass ? ofTop / (ofTop + ofOthers) : 1;
      const calibrated = level === undefined || share === 1 ? share : mapShare(level, share, logKnown);
      const scale = ofOthers > leastMass ? (ofNode * (1 - calibrated)) / ofOthers : 0;
      for (const child of below) {
        nodes[child] = child === top ? ofNode * calibrated : scale * (masses[child] ?? 0);
      }
      unseen[g] = scale * (unseen[g] ?? 0);
    });
  }
}

/** Maps a share of probability to its calibrated share. */
function mapShare({ intercept, slope, knownWords }: LogOddsMap, share: number, logKnown: number): number {
  return fromLogOdds(intercept + slope * logOdds(share) + knownWords * logKnown);
}

/** The node with the largest probability; the first of equals. */
export function mostProbable(nodes: readonly number[], probabilities: Float64Array): number {
  return nodes.reduce((best, node) =>
    (probabilities[node] ?? 0) > (probabilities[best] ?? 0) ? node : best,
  );
}
