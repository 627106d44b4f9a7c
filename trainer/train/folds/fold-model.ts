import type { Model, TrainingSummary } from "../../../shared/artifact/model.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { packModelFile } from "../../artifact/pack-model-file.ts";
import { uncalibratedRule } from "../../calibration/uncalibrated-rule.ts";
import type { Regression } from "../../model/regression.ts";
import type { SeenTitles } from "../../predictions/class-specific-words.ts";
import type { Fold } from "./make-folds.ts";

/** The packed model of a fold. */
export type FoldModel = {
  readonly fold: Fold;
  readonly model: Model;
  /** Rows of its regression as titles, class names included. */
  readonly seen: SeenTitles;
};

/** The model of a fold, of either form, as a file would hold it. */
export async function foldModel(
  fold: Fold,
  { problem, titles, vocabulary }: Regression,
  posterior: Model["posterior"],
  training: TrainingSummary,
): Promise<FoldModel> {
  const { taxonomy } = problem.tree;
  const decision = uncalibratedRule(taxonomy.levels.length);
  const { bytes } = await packModelFile({ taxonomy, vocabulary, decision, training }, posterior, null);
  return { fold, model: await readModel(bytes), seen: { titles, labels: problem.labels } };
}
