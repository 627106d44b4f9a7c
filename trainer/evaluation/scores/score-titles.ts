import type { Model } from "../../../shared/artifact/model.ts";
import { type CalibratedPrediction, calibratePredictions } from "../../predictions/calibrated-predictions.ts";
import { isDrawn } from "../../predictions/calibration-title.ts";
import type { LeaveClassOutPrediction } from "../../predictions/predict-titles.ts";
import type { PredictedTitles } from "../../predictions/predicted-titles.ts";
import { type PredictionMetrics, predictionMetrics } from "../evaluate-model.ts";
import { type ClassMetrics, type Confusion, classMetrics, countConfusion } from "./class-metrics.ts";
import { describeQuality } from "./describe-quality.ts";

/** Titles of known classes with their predictions, and how good these are. */
export type ScoredTitles<One extends CalibratedPrediction = CalibratedPrediction> = {
  readonly titles: readonly string[];
  /** One for each title. */
  readonly predictions: readonly One[];
  readonly metrics: PredictionMetrics;
  readonly confusion: Confusion;
  readonly classes: readonly ClassMetrics[];
  /** How good they are, in sentences. */
  readonly quality: readonly string[];
};

/**
 * Scores titles whose metrics are known.
 *
 * @param how where the titles come from, in words
 */
export function scoreTitles<One extends CalibratedPrediction>(
  { tree }: Pick<Model, "tree">,
  titles: readonly string[],
  predictions: readonly One[],
  metrics: PredictionMetrics,
  how: string,
): ScoredTitles<One> {
  const confusion = countConfusion(tree, predictions);
  const classes = classMetrics(tree, confusion);
  const count = `${titles.length.toLocaleString("en")} ${titles.length === 1 ? "title" : "titles"}`;
  const quality = describeQuality(metrics, classes, `${count}, ${how}`);
  return { titles, predictions, metrics, confusion, classes, quality };
}

/**
 * Scores the titles that calibrate a model, which its chains or those of their folds have not seen.
 * Where another class balance is asked for, they are the titles drawn for it.
 */
export function scoreCalibrationTitles(
  model: Pick<Model, "tree" | "decision">,
  { source, titles, predictions }: PredictedTitles,
): ScoredTitles<CalibratedPrediction<LeaveClassOutPrediction>> {
  const drawn = predictions.flatMap((raw, i) => (isDrawn(raw) ? [{ raw, title: titles[i] ?? "" }] : []));
  const calibrated = calibratePredictions(
    model,
    drawn.map(({ raw }) => raw),
  );
  return scoreTitles(
    model,
    drawn.map(({ title }) => title),
    calibrated,
    predictionMetrics(model, calibrated),
    source === "cross-fit" ? "cross-fitted" : "set aside",
  );
}
