import type { Calibration, DecisionRule } from "../../shared/artifact/model.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { type CalibratedPrediction, calibratePredictions } from "../predictions/calibrated-predictions.ts";
import { isDrawn } from "../predictions/calibration-title.ts";
import type { LeaveClassOutPrediction } from "../predictions/predict-titles.ts";
import { fitLevelMaps } from "./maps/fit-level-maps.ts";
import { fitNewChildMaps, noUnseenClasses } from "./maps/fit-new-child-maps.ts";
import { fitSharpening } from "./maps/fit-sharpening.ts";
import { defaultAlpha, fitNovelty } from "./novelty/fit-novelty.ts";
import { wrongLabels } from "./target-promises.ts";
import { findNewChildRatio } from "./thresholds/find-new-child-ratio.ts";
import { defaultTarget, findThresholds } from "./thresholds/find-thresholds.ts";
import { levelScorer } from "./thresholds/level-scores.ts";

/** Folds of cross-calibration: maps fitted on the other folds calibrate each. */
const folds = 5;

/** How a decision rule is fitted. */
export type FitOptions = {
  /**
   * `none-unseen` leaves no mass for classes that training did not see, and does not test for them.
   */
  readonly unseen?: "unseen" | "none-unseen";
  /** Share of titles of known classes that the novelty tests may refuse; 0 for no tests. */
  readonly alpha?: number | undefined;
};

/**
 * The decision rule from the predictions for calibration titles. The maps are fitted on all of
 * them. The thresholds are found by cross-calibration: each title has maps that its own label did
 * not help to fit, since the fit to it would look like accuracy.
 */
export function fitDecisionRule(
  tree: TreeIndex,
  predictions: readonly LeaveClassOutPrediction[],
  { unseen = "unseen", alpha = defaultAlpha }: FitOptions = {},
): DecisionRule {
  const { levels } = tree.taxonomy;
  const fitMaps = mapFitter(tree, unseen);
  const maps = fitMaps(predictions);
  const { labelNoise } = maps.sharpening;
  // Each part has label noise or not as the whole has, so that its scores end where the whole's do.
  const calibrated = crossCalibrate(tree, predictions, (part) => fitMaps(part, labelNoise !== undefined));
  const score = levelScorer(tree);
  const scores = calibrated.map(({ raw, probabilities }) => score(probabilities, raw.truth));
  const count = predictions.filter(isDrawn).length;
  const found = findThresholds(scores, levels.length, count, wrongLabels({ calibration: maps }, tree));
  const { thresholds, target, targets } = found;
  const newChildRatio = unseen === "unseen" ? findNewChildRatio(tree, calibrated, thresholds) : 1;
  const novelty = unseen === "unseen" ? fitNovelty(tree, calibrated, found, alpha) : null;
  return { thresholds, calibration: { ...maps, target, targets, newChildRatio, novelty } };
}

/** Fits the maps, with label noise where titles are for it if `hasNoise` does not say. */
type MapFitter = (predictions: readonly LeaveClassOutPrediction[], hasNoise?: boolean) => Calibration;

function mapFitter(tree: TreeIndex, unseen: "unseen" | "none-unseen"): MapFitter {
  return (predictions, hasNoise) => {
    const maps = {
      sharpening: fitSharpening(tree, predictions, hasNoise),
      ...(unseen === "unseen" ? fitNewChildMaps(predictions) : noUnseenClasses),
    };
    return {
      titles: predictions.filter(isDrawn).length,
      target: defaultTarget,
      targets: [],
      levels: fitLevelMaps(tree, maps, predictions),
      newChildRatio: 1,
      novelty: null,
      ...maps,
    };
  };
}

/** Predictions for the titles that thresholds see, each calibrated by maps of the other folds. */
function crossCalibrate(
  tree: TreeIndex,
  predictions: readonly LeaveClassOutPrediction[],
  fitMaps: MapFitter,
): CalibratedPrediction<LeaveClassOutPrediction>[] {
  return Array.from({ length: folds }, (_, fold) => {
    const calibration = fitMaps(predictions.filter((__, i) => i % folds !== fold));
    const heldOut = predictions.filter(
      (prediction, i) => i % folds === fold && isDrawn(prediction) && prediction.knownWords > 0,
    );
    return calibratePredictions({ tree, decision: { thresholds: [], calibration } }, heldOut);
  }).flat();
}
