import { decide } from "../../../shared/decision/decide.ts";
import { mostProbable } from "../../../shared/decision/node-probabilities.ts";
import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { CalibratedPrediction } from "../../predictions/calibrated-predictions.ts";
import { conformalQuantile } from "./risk-control.ts";

/**
 * False positive rate: share of the titles of known classes, among those that stop above the
 * leaves, that are taken for ones of an unseen subcategory.
 */
const falsePositiveRate = 0.1;

/**
 * The ratio of probabilities, of a new child of the answer to its most probable known child, from
 * which a title is called one of an unseen subcategory. It is a conformal test for outliers (Bates,
 * Candes, Lei, Romano and Sesia 2023): the share 1 - `falsePositiveRate` of the calibration titles
 * that stop above the leaves stays below it.
 *
 * @returns at most 1; 1 with too few such titles
 */
export function findNewChildRatio(
  tree: TreeIndex,
  predictions: readonly CalibratedPrediction[],
  thresholds: readonly number[],
): number {
  const ratios = predictions.flatMap(({ raw, probabilities }) => {
    const { nodes, unseen } = probabilities;
    const decision = decide(tree, probabilities, { thresholds }, raw.knownWords);
    if (decision.kind === "leaf" || decision.node === 0) return [];
    const known = nodes[mostProbable(tree.children[decision.node] ?? [], nodes)] ?? 0;
    return [(unseen[tree.groups.indexOf(decision.node)] ?? 0) / known];
  });
  return Math.min(1, conformalQuantile(ratios, 1 - falsePositiveRate));
}
