import type { TargetThresholds } from "../../../shared/artifact/model.ts";
import type { LevelScores } from "./level-scores.ts";
import { correctedStep, provenStep, titlesToProve } from "./risk-control.ts";
import { type PathStep, thresholdPath } from "./threshold-path.ts";

/** Targets whose thresholds a model file holds, ascending. */
export const targets = [0.8, 0.9, 0.95, 0.99] as const;
/** The target of answers to requests that name none, where all labels are right. */
export const defaultTarget = 0.9;

/**
 * The target of answers to requests that name none, where a share of the labels is wrong: nine in
 * ten of the others, but no less than the lowest target.
 */
function targetWithout(labelNoise: number): number {
  return Math.max(targets[0], defaultTarget * (1 - labelNoise));
}

/** Chance that a promise is not kept, because of lucky calibration titles. */
const alpha = 0.1;

/** Thresholds of a request without a target, and of each target. */
export type FoundThresholds = {
  readonly thresholds: readonly number[];
  /** The target that these belong to. */
  readonly target: number;
  readonly targets: readonly TargetThresholds[];
};

/**
 * Thresholds for every target, all on one `thresholdPath`, so that they are nested: what a request
 * is answered at one target, it is answered at each lower target too, at the same level or deeper.
 *
 * A target takes the most lenient step of which the titles prove that the share target of the
 * answers is right, except with probability `alpha`. Where no step is proven it takes the most
 * lenient step that has this share on the titles, and the target is not promised. A request without
 * a target has such a step for `targetWithout`: about that share is right on average.
 *
 * @param titles calibration titles with known words
 * @param count of all calibration titles, which `titlesNeeded` is in units of
 * @param labelNoise share of the labels that are wrong
 */
export function findThresholds(
  titles: readonly LevelScores[],
  levels: number,
  count = titles.length,
  labelNoise = 0,
): FoundThresholds {
  const steps = thresholdPath(titles, levels);
  const proven = provenSteps(steps);
  const aim = targetWithout(labelNoise);
  const standard = standardStep(steps, proven, aim);
  // Without such a step the probability is what there is to go by. A lower target answers no less.
  const least = steps[stepFor(steps, proven, targets[0])]?.thresholds ?? [];
  const thresholds =
    steps[standard]?.thresholds ??
    Array.from({ length: levels }, (_, level) => Math.max(aim, least[level] ?? 0));

  const found = new Map<number, Place>();
  let stricter: Place = { step: standard, thresholds };
  for (const target of targets.filter((lower) => lower < defaultTarget).toReversed()) {
    const step = Math.max(stepFor(steps, proven, target), stricter.step);
    const lowered = stricter.thresholds.map((threshold) => Math.min(threshold, target));
    stricter = { step, thresholds: steps[step]?.thresholds ?? lowered };
    found.set(target, stricter);
  }
  let lenient: Place = { step: standard, thresholds };
  for (const target of targets.filter((higher) => higher >= defaultTarget)) {
    const step = Math.min(stepFor(steps, proven, target), lenient.step);
    // Without any such step, the probability is what there is to go by.
    const raised = lenient.thresholds.map((threshold) => Math.max(threshold, target));
    lenient = { step, thresholds: steps[step]?.thresholds ?? raised };
    found.set(target, lenient);
  }
  return {
    thresholds,
    target: aim,
    targets: targets.map((target) => {
      const place = found.get(target) ?? lenient;
      const promised = place.step >= 0 && place.step === proven.get(target);
      const titlesNeeded = promised ? count : titlesToProve(steps, count, 1 - target, alpha);
      return { target, thresholds: place.thresholds, promised, titlesNeeded };
    }),
  };
}

/** A step of the path, -1 for none, and its thresholds. */
type Place = { readonly step: number; readonly thresholds: readonly number[] };

/**
 * The step that is proven for each target, -1 for none. What is proven for a target is proven for
 * each lower one, so that a lower target never has a stricter step.
 */
function provenSteps(steps: readonly PathStep[]): ReadonlyMap<number, number> {
  let most = -1;
  return new Map(
    targets.toReversed().map((target) => {
      most = Math.max(most, provenStep(steps, 1 - target, alpha));
      return [target, most] as const;
    }),
  );
}

/**
 * The step of a request without a target, -1 for none. Where it aims at less than `defaultTarget`
 * because of wrong labels, it stays within what is proven for the lowest target.
 */
function standardStep(steps: readonly PathStep[], proven: ReadonlyMap<number, number>, aim: number): number {
  const usual = Math.max(correctedStep(steps, defaultTarget), proven.get(defaultTarget) ?? -1);
  const lowered = correctedStep(steps, aim);
  const ofLowest = proven.get(targets[0]) ?? -1;
  return Math.max(usual, ofLowest >= 0 ? Math.min(lowered, ofLowest) : lowered);
}

/** The proven step of a target or, without one, the step that has this share on the titles. */
function stepFor(steps: readonly PathStep[], proven: ReadonlyMap<number, number>, target: number): number {
  const step = proven.get(target) ?? -1;
  return step >= 0 ? step : correctedStep(steps, target);
}
