import type { Calibration, DecisionRule, Model } from "../../shared/artifact/model.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { type CalibratedPrediction, calibratePredictions } from "../predictions/calibrated-predictions.ts";
import { type CalibrationTitle, isDrawn } from "../predictions/calibration-title.ts";
import { classSpecificWords, type SeenTitles } from "../predictions/class-specific-words.ts";
import { type LeaveClassOutPrediction, predictLeavingClassesOut } from "../predictions/predict-titles.ts";
import { findNewChildRatio } from "./find-new-child-ratio.ts";
import { defaultTarget, findThresholds, levelScorer, targets } from "./find-thresholds.ts";
import { fitLevels } from "./fit-levels.ts";
import { fitNewChild, nothingUnseen } from "./fit-new-child.ts";
import { never } from "./risk-control.ts";

/** Parts in turn scored by maps that the other parts have fitted. */
const folds = 5;

/** The decision rule of a model, from titles that its sampler did not see and those that it saw. `onTitle` is told the number forecast, after each. */
export function calibrate(
  model: Model,
  titles: readonly CalibrationTitle[],
  seen: SeenTitles,
  onTitle?: (done: number) => void,
): DecisionRule {
  const sole = classSpecificWords(model.tree, model.vocabulary.options, seen);
  return fitDecision(model.tree, predictLeavingClassesOut(model, titles, sole, onTitle));
}

/**
 * The decision rule from the forecasts of calibration titles. The maps are fitted on all of them. The thresholds see each title with maps that its own label did not
 * help to fit, so that they do not take a fit for foresight.
 *
 * @param unseen `none-unseen` leaves no mass for classes that training did not see
 */
export function fitDecision(
  tree: TreeIndex,
  forecasts: readonly LeaveClassOutPrediction[],
  unseen: "unseen" | "none-unseen" = "unseen",
): DecisionRule {
  const { levels } = tree.taxonomy;
  const fitMaps = mapFitter(tree, unseen);
  const believed = crossBelieve(tree, forecasts, fitMaps);
  const score = levelScorer(tree);
  const scores = believed.map(({ forecast, beliefs }) => score(beliefs, forecast.truth));
  const found = targets.map((target) => findThresholds(scores, levels.length, target));
  const standard = findThresholds(scores, levels.length, defaultTarget, "corrected");
  // A request that names no target shall have an answer where titles are too few: the probability is what there is then.
  const thresholds = standard.thresholds.map((threshold) =>
    threshold === never ? defaultTarget : threshold,
  );
  const newChildRatio = unseen === "unseen" ? findNewChildRatio(tree, believed, thresholds) : 1;
  return { thresholds, calibration: { ...fitMaps(forecasts), targets: found, newChildRatio } };
}

type MapFitter = (forecasts: readonly LeaveClassOutPrediction[]) => Calibration;

function mapFitter(tree: TreeIndex, unseen: "unseen" | "none-unseen"): MapFitter {
  return (forecasts) => {
    const maps = unseen === "unseen" ? fitNewChild(forecasts) : nothingUnseen;
    return {
      titles: forecasts.filter(isDrawn).length,
      target: defaultTarget,
      targets: [],
      levels: fitLevels(tree, maps, forecasts),
      newChildRatio: 1,
      ...maps,
    };
  };
}

/** NodeProbabilities in the titles that thresholds see, each by maps that the other parts have fitted. */
function crossBelieve(
  tree: TreeIndex,
  forecasts: readonly LeaveClassOutPrediction[],
  fitMaps: MapFitter,
): CalibratedPrediction[] {
  return Array.from({ length: folds }, (_, fold) => {
    const calibration = fitMaps(forecasts.filter((__, i) => i % folds !== fold));
    return calibratePredictions(
      { tree, decision: { thresholds: [], calibration } },
      forecasts.filter((forecast, i) => i % folds === fold && isDrawn(forecast) && forecast.knownWords > 0),
    );
  }).flat();
}
