import type { TargetThresholds } from "../../../shared/artifact/model.ts";
import type { LevelScores } from "./level-scores.ts";
import { correctedStep, provenStep, titlesToProve } from "./risk-control.ts";
import { type PathStep, thresholdPath } from "./threshold-path.ts";

/** Targets whose thresholds a model file holds, ascending. */
export const targets = [0.8, 0.9, 0.95, 0.99] as const;
/** The target of answers to requests that name none. */
export const defaultTarget = 0.9;

/** Chance that a promise is not kept, because of lucky calibration titles. */
const alpha = 0.1;

/** Thresholds of a request without a target, and of each target. */
export type FoundThresholds = {
  readonly thresholds: readonly number[];
  readonly targets: readonly TargetThresholds[];
};

/**
 * Thresholds for every target, all on one `thresholdPath`, so that they are nested: what a request
 * is answered at one target, it is answered at each lower target too, at the same level or deeper.
 *
 * A target takes the most lenient step of which the titles prove that the share target of the
 * answers is right, except with probability `alpha`. Where no step is proven it takes the most
 * lenient step that has this share on the titles, and the target is not promised. A request without
 * a target has such a step for `defaultTarget`: about that share is right on average.
 *
 * @param titles calibration titles with known words
 * @param count of all calibration titles, which `titlesNeeded` is in units of
 */
export function findThresholds(
  titles: readonly LevelScores[],
  levels: number,
  count = titles.length,
): FoundThresholds {
  const steps = thresholdPath(titles, levels);
  const proven = provenPlaces(steps);
  const standard = Math.max(correctedStep(steps, defaultTarget), proven.get(defaultTarget) ?? -1);
  const thresholds = steps[standard]?.thresholds ?? new Array<number>(levels).fill(defaultTarget);

  const found = new Map<number, Place>();
  let stricter: Place = { at: standard, thresholds };
  for (const target of targets.filter((one) => one < defaultTarget).toReversed()) {
    const at = Math.max(placeOf(steps, proven, target), stricter.at);
    const own = steps[at]?.thresholds ?? stricter.thresholds.map((one) => Math.min(one, target));
    stricter = { at, thresholds: own };
    found.set(target, stricter);
  }
  let lenient: Place = { at: standard, thresholds };
  for (const target of targets.filter((one) => one >= defaultTarget)) {
    const at = Math.min(placeOf(steps, proven, target), lenient.at);
    // Without any such step, the probability is what there is to go by.
    const own = steps[at]?.thresholds ?? lenient.thresholds.map((one) => Math.max(one, target));
    lenient = { at, thresholds: own };
    found.set(target, lenient);
  }
  return {
    thresholds,
    targets: targets.map((target) => {
      const place = found.get(target) ?? lenient;
      const promised = place.at >= 0 && place.at === proven.get(target);
      const titlesNeeded = promised ? count : titlesToProve(steps, count, 1 - target, alpha);
      return { target, thresholds: place.thresholds, promised, titlesNeeded };
    }),
  };
}

/** A step of the path, -1 for none, and the thresholds that it comes to. */
type Place = { readonly at: number; readonly thresholds: readonly number[] };

/**
 * The step that is proven for each target, -1 for none. What is proven for a target is proven for
 * each lower one, so that a lower target never has a stricter step.
 */
function provenPlaces(steps: readonly PathStep[]): ReadonlyMap<number, number> {
  let most = -1;
  return new Map(
    targets.toReversed().map((target) => {
      most = Math.max(most, provenStep(steps, 1 - target, alpha));
      return [target, most] as const;
    }),
  );
}

/** The proven step of a target or, without one, the step that has this share on the titles. */
function placeOf(steps: readonly PathStep[], proven: ReadonlyMap<number, number>, target: number): number {
  const place = proven.get(target) ?? -1;
  return place >= 0 ? place : correctedStep(steps, target);
}
