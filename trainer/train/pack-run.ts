import type { TrainingSummary } from "../../shared/artifact/model.ts";
import { placeholderRule, uncalibratedRule } from "../calibration/uncalibrated-rule.ts";
import { presets } from "../model/preset.ts";
import type { TrainOptions } from "./options.ts";
import { type PackedModel, packModel } from "./pack-model.ts";
import { openRunDraws, predictiveDraws } from "./predictive-draws.ts";
import type { PreparedData } from "./prepare-data.ts";

/**
 * Packs the draws of a run folder into a model file. Where there are calibration titles, the file
 * has room for a decision rule, which `calibrateModel` fills in.
 *
 * @throws HedgeError `bad-usage` when not even the smallest form fits `options.maxBytes`
 */
export async function packRun(
  options: TrainOptions,
  data: PreparedData,
  folder: string,
  training: TrainingSummary,
): Promise<PackedModel> {
  const { calibration, dataSet, regression } = data;
  const { tree } = dataSet;
  const levels = tree.taxonomy.levels.length;
  const onDisk = openRunDraws(folder, options, data);
  try {
    return await packModel({
      draws: predictiveDraws(onDisk, options, data, regression.problem.labels),
      tree,
      vocabulary: regression.vocabulary,
      decision: calibration.length > 0 ? placeholderRule(levels) : uncalibratedRule(levels),
      training,
      seen: data.training,
      unknownShare: presets[options.preset].unknownShare,
      heldOut: data.heldOut?.titles ?? titlesSetAside(data),
      maxBytes: options.maxBytes,
    });
  } finally {
    onDisk.close();
  }
}

/** Calibration titles that the chains of this model have not seen: with folds they have. */
function titlesSetAside({ calibration, folds }: PreparedData): string[] {
  return folds.length > 0 ? [] : calibration.map(({ title }) => title);
}
