import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { findPosteriorMode } from "../../kernel/posterior-mode.ts";
import { coefficientReader } from "../../model/coefficients.ts";
import type { Problem } from "../../model/problem.ts";
import type { Regression } from "../../model/regression.ts";
import type { LabelledTitles } from "../../posterior/augment-titles.ts";
import { predictiveCollector } from "../../posterior/full-predictive.ts";

/** Mean log-loss at the mode of a regression, in nats, on titles that it has not seen. */
export type HeldOutLoss = (regression: Regression, heldOut: LabelledTitles, seed: number) => number;

/** Gradients that the mode of a regression is found with: as many as some eight draws take. */
const gradients = 120;

/** The coefficients at the mode of a problem, p x V. */
export function modeCoefficients(problem: Problem, seed: number) {
  const { layout, read } = coefficientReader(problem);
  const coefficients = new Float32Array(layout.features * layout.columns);
  const scales = new Float64Array(problem.tree.groups.length);
  read(findPosteriorMode(problem, gradients, seed), coefficients, scales);
  return { layout, coefficients };
}

/** The loss of the probability of a title's class, in nats. */
export function logLoss(probability: number | undefined): number {
  return -Math.log(Math.max(1e-15, probability ?? 0));
}

/**
 * Mean log-loss of the leaves at the mode of a regression, in nats, on titles that it has not seen.
 */
export function heldOutLoss(
  { problem, vocabulary }: Regression,
  heldOut: LabelledTitles,
  seed: number,
): number {
  const { layout, coefficients } = modeCoefficients(problem, seed);
  const vectorise = vectoriser(vocabulary);
  const losses = heldOut.titles.map((title, i) => {
    const collector = predictiveCollector([vectorise(title)], 1, layout.columns, layout.leaves);
    collector.add(0, coefficients);
    return logLoss(collector.result().all[heldOut.labels[i] ?? 0]);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
