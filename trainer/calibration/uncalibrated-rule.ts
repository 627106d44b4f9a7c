import type { DecisionRule } from "../../shared/artifact/model.ts";
import { noveltyFeatureCount, outsideFeatureCount } from "../../shared/artifact/novelty-tests.ts";
import { defaultTarget, targets } from "./thresholds/find-thresholds.ts";

/** Thresholds without calibration: of a leaf, and of a class above. */
const leafThreshold = 1 / 2;
const upperThreshold = 1 / 3;

/** The rule of a model without calibration titles: fixed thresholds, nothing promised. */
export function uncalibratedRule(levels: number): DecisionRule {
  return {
    thresholds: Array.from({ length: levels }, (_, level) =>
      level < levels - 1 ? upperThreshold : leafThreshold,
    ),
    calibration: null,
  };
}

/** Stands for any number of a rule: a fraction takes as many bytes as any number can. */
const placeholder = 1 / 3;

/**
 * A rule as large in the file as any calibrated one, for a model that is calibrated once packed.
 */
export function placeholderRule(levels: number): DecisionRule {
  const thresholds = new Array<number>(levels).fill(placeholder);
  const weightsOf = (features: number) => new Array<number>(features).fill(placeholder);
  const weights = weightsOf(noveltyFeatureCount);
  const logOdds = { intercept: placeholder, slope: placeholder, knownWords: placeholder };
  return {
    thresholds,
    calibration: {
      titles: 0x7fffffff,
      target: defaultTarget,
      targets: targets.map((target) => ({
        target,
        thresholds,
        promised: true,
        titlesNeeded: 0x7fffffff,
      })),
      sharpening: { logPower: placeholder, knownWords: placeholder, labelNoise: placeholder },
      levels: thresholds.map(() => ({ ...logOdds, restSlope: placeholder })),
      subcategory: logOdds,
      outside: logOdds,
      newChildRatio: placeholder,
      novelty: {
        alpha: placeholder,
        outsideWeights: weightsOf(outsideFeatureCount),
        weights,
        parentWeights: weights,
        cutoffs: thresholds,
        targets: targets.map((target) => ({ target, cutoffs: thresholds })),
        anyAnswer: thresholds,
      },
    },
  };
}
