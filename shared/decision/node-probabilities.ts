import type { Calibration, LogOddsMap } from "../artifact/model.ts";
import { ancestry, type TreeIndex } from "../tree/taxonomy.ts";
import { leafSharpener } from "./leaf-sharpener.ts";
import { fromLogOdds, logParts } from "./log-odds.ts";

/** Prediction for one title before calibration. */
export type RawPrediction = {
  /** Posterior-predictive mean of every node among the known leaves, length N. */
  readonly nodes: Float64Array;
  /** Raw share of a new child of every node with children, by group, length G. */
  readonly newChildren: Float64Array;
  /** Share of the title's words that the model knows, in (0, 1]: see `wordEvidence`. */
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
export type CalibrationMaps = Pick<Calibration, "sharpening" | "levels" | "subcategory" | "outside">;

/** Ratios of smaller probabilities than this lose their digits. */
const leastMass = 1e-290;

/**
 * Builds the function from raw predictions to calibrated probabilities over the tree. Without
 * calibration it returns the raw means, and gives unseen classes no mass.
 *
 * 1. The probabilities of the leaves are raised to a power and scaled to sum to 1: `PowerMap`.
 * 2. Unseen classes get their calibrated mass: first the class outside the taxonomy, then the
 *    classes below all internal nodes together. Internal nodes divide that mass in proportion to
 *    their raw shares. Known classes divide the rest.
 * 3. Down the path to the most probable leaf, each node gets the calibrated share of its parent's
 *    mass: the log-odds of its share, mapped by its level's `LogOddsMap`. Its siblings and the
 *    new child divide the rest in their old proportions. This ends at the first node that is not
 *    its parent's most probable child.
 *
 * None of it changes which leaf is the most probable one.
 */
export function nodeCalibrator(
  tree: TreeIndex,
  calibration: CalibrationMaps | null,
): (prediction: RawPrediction) => NodeProbabilities {
  const { groups, nodeCount, children, depths, leaves } = tree;
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
  const { sharpening, levels, subcategory, outside } = calibration;
  const sharpen = leafSharpener(tree, sharpening.labelNoise);
  const pathTo = (leaf: number) => ancestry(tree.taxonomy, leaf);

  return (prediction) => {
    const logKnown = Math.log(prediction.known);
    sharpen(prediction.nodes, Math.exp(sharpening.logPower + sharpening.knownWords * logKnown), masses);
    addUnseenMass(prediction.newChildren, logKnown);
    const leaf = mostProbable(leaves, masses);
    const raw = unseen.slice();
    divideMasses(pathTo(leaf), logKnown);
    if (mostProbable(leaves, nodes) !== leaf) {
      unseen.set(raw);
      divideMasses([], logKnown);
    }
    return { nodes, unseen };
  };

  /** Step 2: adds the mass of unseen classes to that of known ones in `masses`, writes `unseen`. */
  function addUnseenMass(newChildren: Float64Array, logKnown: number): void {
    const outsideShare = newChildren[0] ?? 0;
    let belowShare = 0;
    for (let g = 1; g < groups.length; g++) belowShare += newChildren[g] ?? 0;
    const outsideMass = mapShare(outside, outsideShare, logKnown);
    const belowMass =
      belowShare > leastMass ? (1 - outsideMass) * mapShare(subcategory, belowShare, logKnown) : 0;
    const knownMass = 1 - outsideMass - belowMass;
    unseen[0] = outsideMass;
    for (let node = 0; node < nodeCount; node++) masses[node] = knownMass * (masses[node] ?? 0);
    for (let g = groups.length - 1; g > 0; g--) {
      const mass = belowShare > leastMass ? belowMass * ((newChildren[g] ?? 0) / belowShare) : 0;
      unseen[g] = mass;
      for (let node = groups[g] ?? 0; node > 0; node = parents[node] ?? 0)
        masses[node] = (masses[node] ?? 0) + mass;
    }
    masses[0] = 1;
  }

  /**
   * Step 3: from the masses in `masses` and `unseen` to probabilities in `nodes` and `unseen`.
   *
   * @param path nodes that get a calibrated share of their parent, the deepest first
   */
  function divideMasses(path: readonly number[], logKnown: number): void {
    nodes[0] = 1;
    let onPath = 0;
    groups.forEach((node, g) => {
      const ofNode = nodes[node] ?? 0;
      const below = children[node] ?? [];
      const top = mostProbable(below, masses);
      const level = levels[depths[node] ?? 0];
      if (node !== onPath || !path.includes(top) || level === undefined) {
        const scale = (masses[node] ?? 0) > leastMass ? ofNode / (masses[node] ?? 1) : 0;
        for (const child of below) nodes[child] = scale * (masses[child] ?? 0);
        unseen[g] = scale * (unseen[g] ?? 0);
        return;
      }
      onPath = top;
      // Sums, since the others together may be less than a rounding error of the whole.
      let [ofOthers, ofNext] = [unseen[g] ?? 0, 0];
      for (const child of below) {
        if (child === top) continue;
        ofOthers += masses[child] ?? 0;
        ofNext = Math.max(ofNext, masses[child] ?? 0);
      }
      const ofTop = masses[top] ?? 0;
      const hasOthers = ofOthers > leastMass;
      // At least what leaves the next child no more probable than this one.
      const least = hasOthers ? ofNext / (ofNext + ofOthers) : 1;
      const share = hasOthers ? Math.max(least, mapShare(level, ofTop / (ofTop + ofOthers), logKnown)) : 1;
      const scale = hasOthers ? (ofNode * (1 - share)) / ofOthers : 0;
      for (const child of below) nodes[child] = child === top ? ofNode * share : scale * (masses[child] ?? 0);
      unseen[g] = scale * (unseen[g] ?? 0);
    });
  }
}

/** Maps a share of probability to its calibrated share. */
function mapShare(
  { intercept, slope, restSlope = slope, knownWords }: LogOddsMap,
  share: number,
  logKnown: number,
): number {
  const [logShare, logRest] = logParts(share);
  return fromLogOdds(intercept + slope * logShare - restSlope * logRest + knownWords * logKnown);
}

/** The node with the largest probability; the first of equals. */
export function mostProbable(nodes: readonly number[], probabilities: Float64Array): number {
  let best = nodes[0] ?? 0;
  for (const node of nodes) if ((probabilities[node] ?? 0) > (probabilities[best] ?? 0)) best = node;
  return best;
}
