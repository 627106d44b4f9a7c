import type { LogOddsMap } from "../../../shared/artifact/model.ts";
import { weightOf } from "../../predictions/calibration-title.ts";
import type { LeaveClassOutPrediction, LeftOutPrediction } from "../../predictions/predict-titles.ts";
import { fitLogOddsMap, type ShareObservation } from "./fit-log-odds-map.ts";

/**
 * Prior probability that a future title belongs to an unseen subcategory, and that it belongs to a
 * class outside the taxonomy. It is an assumption, since no labelled title can tell, and small,
 * since catalogues change slowly.
 */
const unseenPrior = 0.01;

/**
 * Maps to the calibrated log-odds of a class that training did not see. Predictions with the
 * title's own class left out stand for titles of an unseen class. A logistic regression tells them
 * from predictions for the same titles with all classes, with weights that make their share
 * `unseenPrior`.
 */
export function fitNewChildMaps(predictions: readonly LeaveClassOutPrediction[]): {
  readonly subcategory: LogOddsMap;
  readonly outside: LogOddsMap;
} {
  return {
    subcategory: fitLogOdds(
      predictions.map((one) => belowTheRoot(one, one)),
      predictions.flatMap((one) => (one.withoutLeaf === null ? [] : [belowTheRoot(one.withoutLeaf, one)])),
    ),
    outside: fitLogOdds(
      predictions.map((one) => atTheRoot(one, one)),
      predictions.map((one) => atTheRoot(one.withoutTop, one)),
    ),
  };
}

const zeroProbability: LogOddsMap = { intercept: -100, slope: 0, knownWords: 0 };

/** The maps of a rule for which training has seen every class there is. */
export const noUnseenClasses = { subcategory: zeroProbability, outside: zeroProbability } as const;

type WeightedShare = Omit<ShareObservation, "outcome">;

/** Raw share of the new children of all nodes but the root. */
function belowTheRoot(
  { newChildren, known }: LeftOutPrediction,
  title: LeaveClassOutPrediction,
): WeightedShare {
  const share = newChildren.reduce((sum, one, g) => (g > 0 ? sum + one : sum), 0);
  return { share, known, weight: weightOf(title) };
}

/** Raw share of the root's new child. */
function atTheRoot({ newChildren, known }: LeftOutPrediction, title: LeaveClassOutPrediction): WeightedShare {
  return { share: newChildren[0] ?? 0, known, weight: weightOf(title) };
}

function totalWeight(titles: readonly WeightedShare[]): number {
  return titles.reduce((sum, { weight }) => sum + weight, 0);
}

function fitLogOdds(known: readonly WeightedShare[], unseen: readonly WeightedShare[]): LogOddsMap {
  const observe = (titles: readonly WeightedShare[], outcome: number, mass: number): ShareObservation[] => {
    const each = mass / totalWeight(titles);
    return titles.map((title) => ({ ...title, outcome, weight: each * title.weight }));
  };
  const size = totalWeight(known) + totalWeight(unseen);
  return fitLogOddsMap([
    ...observe(known, 0, size * (1 - unseenPrior)),
    ...observe(unseen, 1, size * unseenPrior),
  ]);
}
