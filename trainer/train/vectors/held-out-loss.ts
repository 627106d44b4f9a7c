import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { findPosteriorMode } from "../../kernel/posterior-mode.ts";
import { coefficientReader } from "../../model/coefficients.ts";
import type { Regression } from "../../model/regression.ts";
import type { LabelledTitles } from "../../posterior/augment-titles.ts";
import { predictiveCollector } from "../../posterior/full-predictive.ts";

/** Mean log-loss at the mode of a regression, in nats, on titles that it has not seen. */
export type HeldOutLoss = (regression: Regression, heldOut: LabelledTitles, seed: number) => number;

/** Gradients that the mode of a regression is found with: as many as some eight draws take. */
export const gradients = 120;

/**
 * Mean log-loss of the leaves at the mode of a regression, in nats, on titles that it has not seen.
 */
export function heldOutLoss(
  { problem, vocabulary }: Regression,
  heldOut: LabelledTitles,
  seed: number,
): number {
  const { layout, read } = coefficientReader(problem);
  const { features, columns, leaves } = layout;
  const coefficients = new Float32Array(features * columns);
  read(
    findPosteriorMode(problem, gradients, seed),
    coefficients,
    new Float64Array(problem.tree.groups.length),
  );
  const vectorise = vectoriser(vocabulary);
  const losses = heldOut.titles.map((title, i) => {
    const collector = predictiveCollector([vectorise(title)], 1, columns, leaves);
    collector.add(0, coefficients);
    return -Math.log(Math.max(1e-15, collector.result().all[heldOut.labels[i] ?? 0] ?? 0));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
