import type { Model } from "../../shared/artifact/model.ts";
import type { FallbackReason } from "../../shared/decision/fallback-reason.ts";
import { mostProbable } from "../../shared/decision/node-probabilities.ts";
import type { ThresholdOptions } from "../../shared/decision/thresholds.ts";
import { ancestry, type Path, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import {
  type CalibratedPrediction,
  decidePrediction,
  unseenScore,
} from "../predictions/calibrated-predictions.ts";
import { auroc } from "./auroc.ts";
import { knownPartFinder } from "./level-classes.ts";

/**
 * What is answered to titles whose class the model does not have. The `truth` of their predictions
 * is the lowest node above their class that the model has; it is the root (0) for titles of no top
 * class. Numbers are shares of the titles.
 */
export type OutOfDistributionMetrics = {
  readonly titles: number;
  /** No answer. */
  readonly none: number;
  /** The right class above their own and nothing below it, the best possible answer. */
  readonly rightParent: number;
  /** An inner class that is not above their own. */
  readonly wrongParent: number;
  /** A leaf, which cannot be right. */
  readonly wrongChild: number;
  /** Reasons of fallbacks, as shares of all titles. */
  readonly reasons: Readonly<Partial<Record<FallbackReason, number>>>;
  /** The top class above their own is the most probable one; null for titles of no top class. */
  readonly topClassMostProbable: number | null;
  /** AUROC of the probability of an unseen class, against titles of known classes; null without. */
  readonly auroc: number | null;
  /** The same of 1 - probability of the most probable leaf. */
  readonly aurocOfTopProbability: number | null;
};

/**
 * Metrics of the answers to out-of-distribution titles.
 *
 * @param inDistribution predictions for titles of the model's own classes, for the AUROC
 */
export function outOfDistributionMetrics(
  model: Pick<Model, "tree" | "decision">,
  predictions: readonly CalibratedPrediction[],
  inDistribution: readonly CalibratedPrediction[],
  request: ThresholdOptions = {},
): OutOfDistributionMetrics {
  const { tree } = model;
  const counts = { none: 0, rightParent: 0, wrongParent: 0, wrongChild: 0, topClass: 0, below: 0 };
  const reasons: Partial<Record<FallbackReason, number>> = {};
  for (const prediction of predictions) {
    const { raw, probabilities } = prediction;
    const decision = decidePrediction(model, prediction, request);
    const line = ancestry(tree.taxonomy, raw.truth);
    if (decision.kind === "leaf") counts.wrongChild++;
    else if (decision.node === 0) counts.none++;
    else if (line.includes(decision.node)) counts.rightParent++;
    else counts.wrongParent++;
    if (decision.kind === "fallback")
      reasons[decision.reason] = (reasons[decision.reason] ?? 0) + 1 / predictions.length;
    if (line.length > 0) {
      counts.below++;
      counts.topClass += Number(mostProbable(tree.children[0] ?? [], probabilities.nodes) === line.at(-1));
    }
  }
  const aurocOf = (score: (one: CalibratedPrediction) => number) =>
    predictions.length > 0 && inDistribution.length > 0
      ? auroc(predictions.map(score), inDistribution.map(score))
      : null;
  const share = (count: number) => count / predictions.length;
  return {
    titles: predictions.length,
    none: share(counts.none),
    rightParent: share(counts.rightParent),
    wrongParent: share(counts.wrongParent),
    wrongChild: share(counts.wrongChild),
    reasons,
    topClassMostProbable: counts.below > 0 ? counts.topClass / counts.below : null,
    auroc: aurocOf(unseenScore),
    aurocOfTopProbability: aurocOf((one) => 1 - topLeafProbability(tree, one)),
  };
}

function topLeafProbability(tree: TreeIndex, { probabilities }: CalibratedPrediction): number {
  return tree.leaves.reduce((most, leaf) => Math.max(most, probabilities.nodes[leaf] ?? 0), 0);
}

/** Titles whose path does not lead to a leaf, with the lowest node on it that the taxonomy has. */
export function outOfDistributionTitles(tree: TreeIndex, titles: readonly string[], paths: readonly Path[]) {
  const find = knownPartFinder(tree);
  const leaves = new Set(tree.leaves);
  return titles.flatMap((title, i) => {
    const { node } = find(paths[i] ?? []);
    return leaves.has(node) ? [] : [{ title, leaf: node }];
  });
}
