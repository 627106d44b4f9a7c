import type { Model } from "../../shared/artifact/model.ts";
import { decide } from "../../shared/decision/decide.ts";
import { type NodeProbabilities, nodeCalibrator } from "../../shared/decision/node-probabilities.ts";
import type { LabelledPrediction } from "./predict-titles.ts";

/**
 * A title's raw prediction, and the probabilities that a decision rule's calibration makes of it.
 */
export type CalibratedPrediction = {
  readonly raw: LabelledPrediction;
  readonly probabilities: NodeProbabilities;
};

/** Calibrates predictions. The arrays of each are its own. */
export function calibratePredictions(
  { tree, decision }: Pick<Model, "tree" | "decision">,
  predictions: readonly LabelledPrediction[],
): CalibratedPrediction[] {
  const calibrate = nodeCalibrator(tree, decision.calibration);
  return predictions.map((raw) => {
    const { nodes, unseen } = calibrate(raw);
    return { raw, probabilities: { nodes: nodes.slice(), unseen: unseen.slice() } };
  });
}

/** The node that each title is answered with, 0 for none. */
export function answerPredictions(
  { tree }: Pick<Model, "tree">,
  predictions: readonly CalibratedPrediction[],
  thresholds: readonly number[],
): { readonly node: number; readonly truth: number }[] {
  return predictions.map(({ raw, probabilities }) => ({
    node: decide(tree, probabilities, { thresholds }, raw.knownWords).node,
    truth: raw.truth,
  }));
}

/** Probability that a title's class is none of the model's: the out-of-distribution score. */
export function unseenScore({ probabilities }: CalibratedPrediction): number {
  return probabilities.unseen.reduce((sum, one) => sum + one, 0);
}
