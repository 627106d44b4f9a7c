import type { Model } from "../../../shared/artifact/model.ts";
import { type CalibratedPrediction, calibratePredictions } from "../../predictions/calibrated-predictions.ts";
import type { LabelledPrediction, LeaveClassOutPrediction } from "../../predictions/predict-titles.ts";
import { type OutOfDistributionMetrics, outOfDistributionMetrics } from "../out-of-distribution.ts";

/** What titles would be answered if the model had never had their class. */
export type LeftOutMetrics = {
  /** Without the title's own class; null where all classes are top classes. */
  readonly subcategory: OutOfDistributionMetrics | null;
  /** Without its whole top class. */
  readonly outside: OutOfDistributionMetrics;
};

/** Metrics of the predictions with a class left out, against those with it. */
export function leftOutMetrics(
  model: Pick<Model, "tree" | "decision">,
  predictions: readonly CalibratedPrediction<LeaveClassOutPrediction>[],
): LeftOutMetrics {
  const { parents } = model.tree.taxonomy;
  const measure = (raw: readonly LabelledPrediction[]) =>
    outOfDistributionMetrics(model, calibratePredictions(model, raw), predictions);
  const withoutLeaf = predictions.flatMap(({ raw }) =>
    raw.withoutLeaf ? [{ ...raw.withoutLeaf, truth: parents[raw.truth] ?? 0 }] : [],
  );
  return {
    subcategory: withoutLeaf.length > 0 ? measure(withoutLeaf) : null,
    outside: measure(predictions.map(({ raw }) => ({ ...raw.withoutTop, truth: 0 }))),
  };
}
