import type { TrainingSummary } from "../../shared/artifact/model.ts";
import { placeholderRule, uncalibratedRule } from "../calibration/uncalibrated-rule.ts";
import { openDraws } from "../chains/draw-file.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { presets } from "../model/preset.ts";
import { withLabelShift } from "../posterior/label-shift.ts";
import { withLogitNoise } from "../posterior/logit-noise.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";
import { type PackedModel, packModel } from "./pack-model.ts";
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
  const { tree } = data.dataSet;
  const { vocabulary, problem } = data.regression;
  const levels = tree.taxonomy.levels.length;
  const onDisk = openDraws(folder, options.chains, options.draws, {
    groups: tree.groups.length,
    features: problem.design.features,
    columns: tree.nodeCount - 1,
  });
  try {
    return await packModel({
      draws: predictiveDraws(onDisk, options, data),
      tree,
      vocabulary,
      decision: data.calibration.length > 0 ? placeholderRule(levels) : uncalibratedRule(levels),
      training,
      seen: data.training,
      unknownShare: presets[options.preset].unknownShare,
      heldOut: data.heldOut?.titles ?? data.calibration.map(({ title }) => title),
      maxBytes: options.maxBytes,
    });
  } finally {
    onDisk.close();
  }
}

/** Draws with the noise of a new title's logits, for the class balance that is asked for. */
function predictiveDraws(
  draws: PosteriorDraws,
  options: TrainOptions,
  { dataSet: { tree }, prior: { shares }, regression }: PreparedData,
): PosteriorDraws {
  const noisy = hasLogitNoise(options) ? withLogitNoise(draws, tree, options.seed) : draws;
  return shares ? withLabelShift(noisy, tree, regression.problem.labels, shares) : noisy;
}
