import type { TrainingSummary } from "../../shared/artifact/model.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { placeholderRule, uncalibratedRule } from "../calibration/uncalibrated-rule.ts";
import { presets } from "../model/preset.ts";
import { labelledRows } from "../model/regression.ts";
import { type PackedFactorised, packFactorised } from "./nodes/pack-factorised.ts";
import type { TrainOptions } from "./options.ts";
import { type PackedModel, packModel } from "./pack-model.ts";
import { keepAll } from "./plan/disk.ts";
import { drawChanges, openRunDraws, predictiveDraws } from "./predictive-draws.ts";
import type { PreparedData } from "./prepare-data.ts";

/** A packed model of either form. */
export type PackedRun =
  | ({ readonly form: "flat" } & PackedModel)
  | ({ readonly form: "factorised" } & PackedFactorised);

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
): Promise<PackedRun> {
  const { calibration, dataSet, regression, nodes } = data;
  const { tree } = dataSet;
  const levels = tree.taxonomy.levels.length;
  const decision = calibration.length > 0 ? placeholderRule(levels) : uncalibratedRule(levels);
  const { unknownShare } = presets[options.preset];
  const changes = drawChanges(options, data);
  if (nodes !== null) {
    const { vocabulary } = regression;
    const { chains, draws, keepEvery = keepAll } = options;
    const packed = await packFactorised({
      set: nodes,
      folder,
      made: { chains, draws, keepEvery: keepEvery.chains },
      unknownShare,
      changes,
      content: { taxonomy: tree.taxonomy, vocabulary, decision, training },
      seen: data.training,
      vectorise: vectoriser(vocabulary),
      maxBytes: options.maxBytes,
    });
    return { form: "factorised", ...packed };
  }
  const onDisk = openRunDraws(folder, options, data);
  try {
    const packed = await packModel({
      draws: predictiveDraws(onDisk, labelledRows(regression), changes),
      tree,
      vocabulary: regression.vocabulary,
      decision,
      training,
      seen: data.training,
      unknownShare,
      heldOut: data.heldOut?.titles ?? titlesSetAside(data),
      maxBytes: options.maxBytes,
    });
    return { form: "flat", ...packed };
  } finally {
    onDisk.close();
  }
}

/** Calibration titles that the chains of this model have not seen: with folds they have. */
function titlesSetAside({ calibration, folds }: PreparedData): string[] {
  return folds.length > 0 ? [] : calibration.map(({ title }) => title);
}
