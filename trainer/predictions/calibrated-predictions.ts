import type { Model } from "../../shared/artifact/model.ts";
import type { Decision } from "../../shared/decision/decide.ts";
import { decideRequest } from "../../shared/decision/decide-request.ts";
import { type NodeProbabilities, nodeCalibrator } from "../../shared/decision/node-probabilities.ts";
import type { ThresholdOptions } from "../../shared/decision/thresholds.ts";
import type { LabelledPrediction } from "./predict-titles.ts";

/**
 * A title's raw prediction, and the probabilities that a decision rule's calibration makes of it.
 */
export type CalibratedPrediction<Raw extends LabelledPrediction = LabelledPrediction> = {
  readonly raw: Raw;
  readonly probabilities: NodeProbabilities;
};

/** Calibrates predictions. The arrays of each are its own. */
export function calibratePredictions<Raw extends LabelledPrediction>(
  { tree, decision }: Pick<Model, "tree" | "decision">,
  predictions: readonly Raw[],
): CalibratedPrediction<Raw>[] {
  const calibrate = nodeCalibrator(tree, decision.calibration);
  return predictions.map((raw) => {
    const { nodes, unseen } = calibrate(raw);
    return { raw, probabilities: { nodes: nodes.slice(), unseen: unseen.slice() } };
  });
}

/** The node that each title is answered with, 0 for none. */
export function answerPredictions(
  model: Pick<Model, "tree" | "decision">,
  predictions: readonly CalibratedPrediction[],
  request: ThresholdOptions = {},
): { readonly node: number; readonly truth: number }[] {
  return predictions.map((one) => ({
    node: decidePrediction(model, one, request).node,
    truth: one.raw.truth,
  }));
}

/** What a request for one title comes to: see `decideRequest`. */
export function decidePrediction(
  model: Pick<Model, "tree" | "decision">,
  { raw, probabilities }: CalibratedPrediction,
  request: ThresholdOptions = {},
): Decision {
  return decideRequest(model, request, probabilities, raw);
}

/** Probability that a title's class is none of the model's: the out-of-distribution score. */
export function unseenScore({ probabilities }: CalibratedPrediction): number {
  return probabilities.unseen.reduce((sum, one) => sum + one, 0);
}
