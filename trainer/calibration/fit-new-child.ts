import type { LogOddsMap } from "../../shared/artifact/model.ts";
import { weightOf } from "../predictions/calibration-title.ts";
import type { LeaveClassOutPrediction, LeftOutPrediction } from "../predictions/predict-titles.ts";
import { fitLogOddsMap, type ShareObservation } from "./fit-log-odds-map.ts";

/**
 * Share of the titles of the future that are taken to belong to a subcategory that training did not see, and as many to a class outside. No labelled title can say: it is
 * an assumption, and a small one, since catalogues change slowly.
 */
export const unseenShare = 0.01;

/**
 * The calibrated log-odds of a class that training did not see. Titles whose own class is struck out of the model stand for titles of such
 * a class: a logistic regression tells them from the same titles with all classes there, weighted as `unseenShare` has it.
 */
export function fitNewChild(titles: readonly LeaveClassOutPrediction[]): {
  readonly subcategory: LogOddsMap;
  readonly outside: LogOddsMap;
} {
  const below = ({ newChildren, known }: LeftOutPrediction, title: LeaveClassOutPrediction): Evidence => ({
    share: newChildren.reduce((sum, share, g) => (g > 0 ? sum + share : sum), 0),
    known,
    weight: weightOf(title),
  });
  const root = ({ newChildren, known }: LeftOutPrediction, title: LeaveClassOutPrediction): Evidence => ({
    share: newChildren[0] ?? 0,
    known,
    weight: weightOf(title),
  });
  return {
    subcategory: fitLogOdds(
      titles.map((title) => below(title, title)),
      titles.flatMap((title) => (title.withoutLeaf === null ? [] : [below(title.withoutLeaf, title)])),
    ),
    outside: fitLogOdds(
      titles.map((title) => root(title, title)),
      titles.map((title) => root(title.withoutTop, title)),
    ),
  };
}

const off: LogOddsMap = { intercept: -100, slope: 0, knownWords: 0 };

/** The maps of a rule for which training has seen every class there is. */
export const nothingUnseen = { subcategory: off, outside: off } as const;

type Evidence = { readonly share: number; readonly known: number; readonly weight: number };

function totalWeight(titles: readonly Evidence[]): number {
  return titles.reduce((sum, { weight }) => sum + weight, 0);
}

function fitLogOdds(known: readonly Evidence[], unseen: readonly Evidence[]): LogOddsMap {
  const observe = (titles: readonly Evidence[], outcome: number, mass: number): ShareObservation[] => {
    const each = mass / totalWeight(titles);
    return titles.map((title) => ({ ...title, outcome, weight: each * title.weight }));
  };
  const size = totalWeight(known) + totalWeight(unseen);
  return fitLogOddsMap([
    ...observe(known, 0, size * (1 - unseenShare)),
    ...observe(unseen, 1, size * unseenShare),
  ]);
}
