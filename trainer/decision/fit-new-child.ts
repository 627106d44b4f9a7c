import type { LogOddsMap } from "../../shared/artifact/model.ts";
import { logOdds } from "../../shared/predict/log-odds.ts";
import type { StruckForecast } from "./forecasts.ts";
import { fitLogistic, type Observation } from "./logistic.ts";

/**
 * Share of the titles of the future that are taken to belong to a subcategory that training did not see, and as many to a class outside. No labelled title can say: it is
 * an assumption, and a small one, since catalogues change slowly.
 */
export const unseenShare = 0.05;

/**
 * The calibrated log-odds of a class that training did not see. Titles whose own class is struck out of the model stand for titles of such
 * a class: a logistic regression tells them from the same titles with all classes there, weighted as `unseenShare` has it.
 */
export function fitNewChild(titles: readonly StruckForecast[]): {
  readonly subcategory: LogOddsMap;
  readonly outside: LogOddsMap;
} {
  const below = (shares: Float64Array) => shares.reduce((sum, share, g) => (g > 0 ? sum + share : sum), 0);
  const root = (shares: Float64Array) => shares[0] ?? 0;
  return {
    subcategory: fitLogOdds(
      titles.map(({ newChildren }) => below(newChildren)),
      titles.flatMap(({ withoutLeaf }) => (withoutLeaf === null ? [] : [below(withoutLeaf)])),
    ),
    outside: fitLogOdds(
      titles.map(({ newChildren }) => root(newChildren)),
      titles.map(({ withoutTop }) => root(withoutTop)),
    ),
  };
}

function fitLogOdds(known: readonly number[], unseen: readonly number[]): LogOddsMap {
  const observe = (shares: readonly number[], outcome: number, mass: number): Observation[] =>
    shares.map((share) => ({ features: [1, logOdds(share)], outcome, weight: mass / shares.length }));
  const size = known.length + unseen.length;
  const observations = [
    ...observe(known, 0, size * (1 - unseenShare)),
    ...observe(unseen, 1, size * unseenShare),
  ];
  const [intercept = 0, slope = 1] = fitLogistic(observations, [0, 1]);
  return { intercept, slope: Math.max(0, slope) };
}
