import { softmaxInPlace } from "../../../shared/predictive/softmax.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { findPosteriorMode } from "../../kernel/posterior-mode.ts";
import { coefficientReader } from "../../model/coefficients.ts";
import type { Regression } from "../../model/regression.ts";
import type { LabelledTitles } from "../../posterior/augment-titles.ts";

/** Gradients that the mode of a regression is found with: as many as some eight draws take. */
const gradients = 120;

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
  const logits = new Float64Array(leaves);
  let loss = 0;
  heldOut.titles.forEach((title, i) => {
    const row = vectorise(title);
    logits.fill(0);
    row.features.forEach((feature, k) => {
      const value = row.values[k] ?? 0;
      for (let c = 0; c < leaves; c++)
        logits[c] = (logits[c] ?? 0) + value * (coefficients[feature * columns + c] ?? 0);
    });
    softmaxInPlace(logits, 0, leaves);
    loss -= Math.log(Math.max(1e-15, logits[heldOut.labels[i] ?? 0] ?? 0));
  });
  return loss / heldOut.titles.length;
}
