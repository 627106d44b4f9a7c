import type { LogOddsMap } from "../../shared/artifact/model.ts";
import { fitLogOddsMap, type ShareObservation } from "./fit-log-odds-map.ts";
import type { StruckForecast, StruckOut } from "./forecasts.ts";

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
  const below = ({ newChildren, known }: StruckOut) => ({
    share: newChildren.reduce((sum, share, g) => (g > 0 ? sum + share : sum), 0),
    known,
  });
  const root = ({ newChildren, known }: StruckOut) => ({ share: newChildren[0] ?? 0, known });
  return {
    subcategory: fitLogOdds(
      titles.map(below),
      titles.flatMap(({ withoutLeaf }) => (withoutLeaf === null ? [] : [below(withoutLeaf)])),
    ),
    outside: fitLogOdds(
      titles.map(root),
      titles.map(({ withoutTop }) => root(withoutTop)),
    ),
  };
}

const off: LogOddsMap = { intercept: -100, slope: 0, knownWords: 0 };

/** The maps of a rule for which training has seen every class there is. */
export const nothingUnseen = { subcategory: off, outside: off } as const;

type Evidence = { readonly share: number; readonly known: number };

function fitLogOdds(known: readonly Evidence[], unseen: readonly Evidence[]): LogOddsMap {
  const observe = (titles: readonly Evidence[], outcome: number, mass: number): ShareObservation[] =>
    titles.map((title) => ({ ...title, outcome, weight: mass / titles.length }));
  const size = known.length + unseen.length;
  return fitLogOddsMap([
    ...observe(known, 0, size * (1 - unseenShare)),
    ...observe(unseen, 1, size * unseenShare),
  ]);
}
