import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { CalibratedPrediction } from "../../predictions/calibrated-predictions.ts";
import { predictedLeaves } from "./class-metrics.ts";

/** A title whose prediction disagrees with its label. */
export type Disagreement = {
  /** Position in the list of titles. */
  readonly index: number;
  /** Nodes of its label and of the most probable class. */
  readonly truth: number;
  readonly predicted: number;
  /** Probabilities of the two. */
  readonly ofTruth: number;
  readonly ofPredicted: number;
};

/** Titles that are predicted as another class than their own, in their order. */
export function findDisagreements(
  tree: TreeIndex,
  predictions: readonly CalibratedPrediction[],
): Disagreement[] {
  const predicted = predictedLeaves(tree, predictions);
  return predictions.flatMap(({ raw: { truth }, probabilities: { nodes } }, index) => {
    const leaf = predicted[index] ?? 0;
    if (leaf === truth) return [];
    return [{ index, truth, predicted: leaf, ofTruth: nodes[truth] ?? 0, ofPredicted: nodes[leaf] ?? 0 }];
  });
}

/**
 * Titles whose label is likely wrong, the likeliest first: by the margin between the probabilities
 * of the predicted class and the label (the normalised margin of Northcutt, Jiang and Chuang 2021).
 *
 * @param least smallest margin
 */
export function likelyLabelErrors(disagreements: readonly Disagreement[], least = 0.5): Disagreement[] {
  const margin = ({ ofPredicted, ofTruth }: Disagreement) => ofPredicted - ofTruth;
  return disagreements.filter((one) => margin(one) >= least).sort((a, b) => margin(b) - margin(a));
}
