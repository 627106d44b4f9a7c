import type { DecisionRule } from "../../shared/artifact/model.ts";
import { defaultTarget, targets } from "./find-thresholds.ts";

/** Probabilities that an answer must reach where nothing was calibrated: of a leaf, and of a class above. */
const leafThreshold = 1 / 2;
const upperThreshold = 1 / 3;

/** The rule of a model without calibration titles: fixed thresholds, nothing promised. */
export function uncalibrated(levels: number): DecisionRule {
  return {
    thresholds: Array.from({ length: levels }, (_, level) =>
      level < levels - 1 ? upperThreshold : leafThreshold,
    ),
    calibration: null,
  };
}

/** A rule as large in the file as any calibrated one, to pack a model with that is calibrated afterwards. */
export function placeholder(levels: number): DecisionRule {
  const thresholds = new Array<number>(levels).fill(upperThreshold);
  const logOdds = { intercept: upperThreshold, slope: upperThreshold, knownWords: upperThreshold };
  return {
    thresholds,
    calibration: {
      titles: 0x7fffffff,
      target: defaultTarget,
      targets: targets.map((target) => ({ target, thresholds })),
      levels: thresholds.map(() => logOdds),
      ...{ subcategory: logOdds, outside: logOdds, newChildRatio: upperThreshold },
    },
  };
}
