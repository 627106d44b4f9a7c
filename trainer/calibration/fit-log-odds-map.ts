import type { LogOddsMap } from "../../shared/artifact/model.ts";
import { logOdds } from "../../shared/decision/log-odds.ts";
import { fitLogistic } from "./logistic.ts";

/** A raw share and the share of known words in one title, and whether (0 or 1) what they stand for is the case. */
export type ShareObservation = {
  readonly share: number;
  readonly known: number;
  readonly outcome: number;
  readonly weight: number;
};

/** The map that leaves probabilities as they are. */
export const unchanged: LogOddsMap = { intercept: 0, slope: 1, knownWords: 0 };

/**
 * A logistic regression of the outcome on the log-odds of the share and the log of the share of known words. A normal prior around `unchanged`
 * keeps it there where observations are few.
 */
export function fitLogOddsMap(observations: readonly ShareObservation[]): LogOddsMap {
  const [intercept = 0, slope = 1, knownWords = 0] = fitLogistic(
    observations.map(({ share, known, outcome, weight }) => ({
      features: [1, logOdds(share), Math.log(known)],
      outcome,
      weight,
    })),
    [unchanged.intercept, unchanged.slope, unchanged.knownWords],
  );
  return { intercept, slope: Math.max(0, slope), knownWords };
}
