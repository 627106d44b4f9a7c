import type { Calibration, LogOddsMap } from "../artifact/model.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { fromLogOdds, logOdds } from "./log-odds.ts";

/** What one title's predictive says, before calibration. */
export type RawPrediction = {
  /** Posterior-predictive mean of every node among the known leaves, length N. */
  readonly nodes: Float64Array;
  /** Raw share of a new child of every node with children, by group, length G. */
  readonly newChildren: Float64Array;
  /** Share of the title's words that the model knows, in (0, 1]: see `knownShare`. */
  readonly known: number;
};

/** What is believed of one title. The arrays belong to the nodeCalibrator and change with its next call. */
export type NodeProbabilities = {
  /** Calibrated probability of every node, length N, unseen classes below it included; the root's is 1. */
  readonly nodes: Float64Array;
  /** Probability of a class that training did not see directly below each node with children, by group; the root's is that of a class outside. */
  readonly unseen: Float64Array;
};

/** What turns forecasts into calibrated probabilities. */
export type CalibrationMaps = Pick<Calibration, "levels" | "subcategory" | "outside">;

/** Below this, ratios of probabilities lose their digits. */
const leastMass = 1e-290;

/** Share of a title's distinct words that the model knows, half a word added to both numbers so that it is never 0. */
export function knownShare(knownWords: number, unknownWords: number): number {
  return (knownWords + 0.5) / (knownWords + unknownWords + 0.5);
}

/**
 * From forecasts to calibrated probabilities over the tree, unseen classes included. Without calibration the forecast is taken at its word, and nothing
 * is unseen.
 *
 * 1. The classes that training did not see get their calibrated mass: outside the taxonomy, then below all inner nodes together, which share it in
 *    proportion to their raw shares. The known classes share the rest.
 * 2. From the top down, the most probable known child of each node gets the calibrated share of that node: the log-odds of its share, mapped by its level's
 *    `LogOddsMap`. Its siblings and the new child share the rest as before.
 */
export function nodeCalibrator(
  tree: TreeIndex,
  calibration: CalibrationMaps | null,
): (forecast: RawPrediction) => NodeProbabilities {
  const { groups, nodeCount, children, depths } = tree;
  const { parents } = tree.taxonomy;
  const open = new Float64Array(nodeCount);
  const nodes = new Float64Array(nodeCount);
  const unseen = new Float64Array(groups.length);
  if (calibration === null) {
    return (forecast) => {
      nodes.set(forecast.nodes);
      unseen.fill(0);
      return { nodes, unseen };
    };
  }
  const { levels } = calibration;

  return (forecast) => {
    spreadUnseen(tree, calibration, forecast, open, unseen);
    const logKnown = Math.log(forecast.known);
    nodes[0] = 1;
    groups.forEach((node, g) => {
      const mass = nodes[node] ?? 0;
      const below = children[node] ?? [];
      const top = mostProbable(below, open);
      const ofTop = open[top] ?? 0;
      // Summed, not subtracted: the others together may be less than a rounding error of the whole.
      const ofOthers = below.reduce(
        (sum, child) => (child === top ? sum : sum + (open[child] ?? 0)),
        unseen[g] ?? 0,
      );
      const level = levels[depths[node] ?? 0];
      const share = ofOthers > leastMass ? ofTop / (ofTop + ofOthers) : 1;
      const mapped = level === undefined || share === 1 ? share : mapShare(level, share, logKnown);
      const perOther = ofOthers > leastMass ? (mass * (1 - mapped)) / ofOthers : 0;
      for (const child of below) nodes[child] = child === top ? mass * mapped : perOther * (open[child] ?? 0);
      unseen[g] = perOther * (unseen[g] ?? 0);
    });
    return { nodes, unseen };
  };

  function spreadUnseen(
    index: TreeIndex,
    { subcategory, outside }: CalibrationMaps,
    { nodes: known, newChildren, known: knownWords }: RawPrediction,
    openNodes: Float64Array,
    openUnseen: Float64Array,
  ): void {
    const logKnown = Math.log(knownWords);
    const rootShare = newChildren[0] ?? 0;
    let below = 0;
    for (let g = 1; g < index.groups.length; g++) below += newChildren[g] ?? 0;
    const outsideMass = mapShare(outside, rootShare, logKnown);
    const unseenMass = below > leastMass ? (1 - outsideMass) * mapShare(subcategory, below, logKnown) : 0;
    const knownMass = 1 - outsideMass - unseenMass;
    openUnseen[0] = outsideMass;
    for (let node = 0; node < nodeCount; node++) openNodes[node] = knownMass * (known[node] ?? 0);
    // Children come after their parents, so going backwards a node's own new child reaches every ancestor.
    for (let g = index.groups.length - 1; g > 0; g--) {
      const mass = below > leastMass ? unseenMass * ((newChildren[g] ?? 0) / below) : 0;
      openUnseen[g] = mass;
      for (let node = index.groups[g] ?? 0; node > 0; node = parents[node] ?? 0)
        openNodes[node] = (openNodes[node] ?? 0) + mass;
    }
    openNodes[0] = 1;
  }
}

/** A calibrated share, from the share before. */
export function mapShare(
  { intercept, slope, knownWords }: LogOddsMap,
  share: number,
  logKnown: number,
): number {
  return fromLogOdds(intercept + slope * logOdds(share) + knownWords * logKnown);
}

/** The node with the largest probability; the first of equals. */
export function mostProbable(nodes: readonly number[], probabilities: Float64Array): number {
  return nodes.reduce((best, node) =>
    (probabilities[node] ?? 0) > (probabilities[best] ?? 0) ? node : best,
  );
}
