import type { Calibration, DecisionRule, Model } from "../../shared/artifact/model.ts";
import { believer } from "../../shared/predict/beliefs.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { defaultTarget, findThresholds, type LevelScores, levelScores, targets } from "./find-thresholds.ts";
import { fitLevels } from "./fit-levels.ts";
import { fitNewChild } from "./fit-new-child.ts";
import { forecastStruckOut, type StruckForecast } from "./forecasts.ts";
import { never } from "./risk-control.ts";

/** A calibration title and the node of its class, a leaf. */
export type CalibrationTitle = { readonly title: string; readonly leaf: number };

/** Parts in turn scored by maps that the other parts have fitted. */
const folds = 5;

/** The decision rule of a model, from titles that its sampler did not see. `onTitle` is told the number forecast, after each. */
export function calibrate(
  model: Model,
  titles: readonly CalibrationTitle[],
  onTitle?: (done: number) => void,
): DecisionRule {
  return fitDecision(model.tree, forecastStruckOut(model, titles, onTitle));
}

/**
 * The decision rule from the forecasts of calibration titles. The maps are fitted on all of them. The thresholds see each title with maps that its own label did not
 * help to fit, so that they do not take a fit for foresight.
 */
export function fitDecision(tree: TreeIndex, forecasts: readonly StruckForecast[]): DecisionRule {
  const { levels } = tree.taxonomy;
  const scores = crossScores(tree, forecasts);
  const found = targets.map((target) => findThresholds(scores, levels.length, target));
  const standard = found.find(({ target }) => target === defaultTarget);
  return {
    // A request that names no target shall have an answer where titles are too few for a proof: the probability is what there is then.
    thresholds: levels.map((_, level) => {
      const proven = standard?.thresholds[level] ?? never;
      return proven === never ? defaultTarget : proven;
    }),
    calibration: { ...fitMaps(tree, forecasts), targets: found },
  };
}

function fitMaps(tree: TreeIndex, forecasts: readonly StruckForecast[]): Calibration {
  const unseen = fitNewChild(forecasts);
  return {
    titles: forecasts.length,
    target: defaultTarget,
    targets: [],
    levels: fitLevels(tree, unseen, forecasts),
    ...unseen,
  };
}

function crossScores(tree: TreeIndex, forecasts: readonly StruckForecast[]): LevelScores[] {
  return Array.from({ length: folds }, (_, fold) => {
    const believe = believer(
      tree,
      fitMaps(
        tree,
        forecasts.filter((__, i) => i % folds !== fold),
      ),
    );
    return forecasts
      .filter(({ knownWords }, i) => i % folds === fold && knownWords > 0)
      .map((forecast) => levelScores(tree, believe(forecast), forecast.truth));
  }).flat();
}
