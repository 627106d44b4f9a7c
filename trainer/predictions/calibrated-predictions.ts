import type { Model } from "../../shared/artifact/model.ts";
import { decide } from "../../shared/decision/decide.ts";
import { type NodeProbabilities, nodeCalibrator } from "../../shared/decision/node-probabilities.ts";
import type { LabelledPrediction } from "./predict-titles.ts";

/** A title's forecast with the beliefs that a decision rule makes of it, kept. */
export type CalibratedPrediction = {
  readonly forecast: LabelledPrediction;
  readonly beliefs: NodeProbabilities;
};

/** NodeProbabilities in every title, copied. */
export function calibratePredictions(
  { tree, decision }: Pick<Model, "tree" | "decision">,
  forecasts: readonly LabelledPrediction[],
): CalibratedPrediction[] {
  const believe = nodeCalibrator(tree, decision.calibration);
  return forecasts.map((forecast) => {
    const { nodes, unseen } = believe(forecast);
    return { forecast, beliefs: { nodes: nodes.slice(), unseen: unseen.slice() } };
  });
}

/** The node that each title is answered with, 0 for none. */
export function answerPredictions(
  { tree }: Pick<Model, "tree">,
  titles: readonly CalibratedPrediction[],
  thresholds: readonly number[],
): { readonly node: number; readonly truth: number }[] {
  return titles.map(({ forecast, beliefs }) => ({
    node: decide(tree, beliefs, thresholds, forecast.knownWords).node,
    truth: forecast.truth,
  }));
}

/** Probability that a title's class is none of the model's: the score of unseen titles. */
export function unseenScore({ beliefs }: CalibratedPrediction): number {
  return beliefs.unseen.reduce((sum, one) => sum + one, 0);
}
