import type { Model } from "../../shared/artifact/model.ts";
import { decide } from "../../shared/decision/decide.ts";
import type { FallbackReason } from "../../shared/decision/fallback-reason.ts";
import { mostProbable } from "../../shared/decision/node-probabilities.ts";
import { ancestry, type Path, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { type CalibratedPrediction, unseenScore } from "../predictions/calibrated-predictions.ts";
import { auroc } from "./auroc.ts";
import { pathFinder } from "./levels.ts";

/**
 * What is answered to titles whose class the model does not have. `truth` of their forecasts is the lowest node above their class that the model has, the root (0) for
 * titles of no top class. Numbers are shares of the titles.
 */
export type OutOfDistributionMetrics = {
  readonly titles: number;
  /** No answer. */
  readonly none: number;
  /** The right class above their own, and nothing below: the best there is to say. */
  readonly rightParent: number;
  /** An inner class that is not above their own. */
  readonly wrongParent: number;
  /** A leaf, which cannot be right. */
  readonly wrongChild: number;
  /** Reasons for falling back, of all titles. */
  readonly reasons: Readonly<Partial<Record<FallbackReason, number>>>;
  /** The top class above their own is the most probable one; null for titles of no top class. */
  readonly topClassMostProbable: number | null;
  /** How well the probability of an unseen class tells them from titles of known classes; null without such titles. */
  readonly auroc: number | null;
  /** The same for 1 - probability of the most probable leaf. */
  readonly aurocOfTopProbability: number | null;
};

/** @param familiar titles of the model's own classes, for the AUROC */
export function outOfDistributionMetrics(
  model: Pick<Model, "tree" | "decision">,
  strangers: readonly CalibratedPrediction[],
  familiar: readonly CalibratedPrediction[],
  thresholds: readonly number[] = model.decision.thresholds,
): OutOfDistributionMetrics {
  const { tree } = model;
  const newChildRatio = model.decision.calibration?.newChildRatio ?? 1;
  const counts = { none: 0, rightParent: 0, wrongParent: 0, wrongChild: 0, topClass: 0, below: 0 };
  const reasons: Partial<Record<FallbackReason, number>> = {};
  for (const { forecast, beliefs } of strangers) {
    const decision = decide(tree, beliefs, thresholds, forecast.knownWords, newChildRatio);
    const line = ancestry(tree.taxonomy, forecast.truth);
    if (decision.kind === "leaf") counts.wrongChild++;
    else if (decision.node === 0) counts.none++;
    else if (line.includes(decision.node)) counts.rightParent++;
    else counts.wrongParent++;
    if (decision.kind === "fallback")
      reasons[decision.reason] = (reasons[decision.reason] ?? 0) + 1 / strangers.length;
    if (line.length > 0) {
      counts.below++;
      counts.topClass += Number(mostProbable(tree.children[0] ?? [], beliefs.nodes) === line.at(-1));
    }
  }
  const rank = (score: (one: CalibratedPrediction) => number) =>
    strangers.length > 0 && familiar.length > 0 ? auroc(strangers.map(score), familiar.map(score)) : null;
  const share = (count: number) => count / strangers.length;
  return {
    titles: strangers.length,
    none: share(counts.none),
    rightParent: share(counts.rightParent),
    wrongParent: share(counts.wrongParent),
    wrongChild: share(counts.wrongChild),
    reasons,
    topClassMostProbable: counts.below > 0 ? counts.topClass / counts.below : null,
    auroc: rank(unseenScore),
    aurocOfTopProbability: rank((one) => 1 - topLeafProbability(tree, one)),
  };
}

function topLeafProbability(tree: TreeIndex, { beliefs }: CalibratedPrediction): number {
  return tree.leaves.reduce((most, leaf) => Math.max(most, beliefs.nodes[leaf] ?? 0), 0);
}

/** Titles with the lowest node on their paths that the taxonomy has; those that end at a leaf are no strangers and are left out. */
export function outOfDistributionTitles(tree: TreeIndex, titles: readonly string[], paths: readonly Path[]) {
  const find = pathFinder(tree);
  const leaves = new Set(tree.leaves);
  return titles.flatMap((title, i) => {
    const path = paths[i] ?? [];
    let length = path.length;
    while (length > 0 && find(path.slice(0, length)) < 0) length--;
    const node = length > 0 ? find(path.slice(0, length)) : 0;
    return leaves.has(node) ? [] : [{ title, leaf: node }];
  });
}
