import type { LogOddsMap } from "../../../shared/artifact/model.ts";
import { logOdds, logParts } from "../../../shared/decision/log-odds.ts";
import { fitLogistic } from "./logistic-regression.ts";

/**
 * A title's raw share and share of known words, and the outcome, 0 or 1, that the share predicts.
 */
export type ShareObservation = {
  readonly share: number;
  readonly known: number;
  readonly outcome: number;
  readonly weight: number;
};

/** The map that leaves probabilities as they are. */
export const identityMap: LogOddsMap = { intercept: 0, slope: 1, knownWords: 0 };

/**
 * Platt scaling with one more feature: a logistic regression of the outcome on the log-odds of the
 * share and the log of the share of known words. A normal prior around `identityMap` keeps the map
 * near it where observations are few.
 */
export function fitLogOddsMap(observations: readonly ShareObservation[]): LogOddsMap {
  const [intercept = 0, slope = 1, knownWords = 0] = fitLogistic(
    observations.map(({ share, known, outcome, weight }) => ({
      features: [1, logOdds(share), Math.log(known)],
      outcome,
      weight,
    })),
    [identityMap.intercept, identityMap.slope, identityMap.knownWords],
  );
  return { intercept, slope: Math.max(0, slope), knownWords };
}

/**
 * Beta calibration (Kull, Silva Filho and Flach 2017) with the same further feature and prior. The
 * log of the share and the log of what it leaves have slopes of their own, so that shares near 1
 * can become less sure without the others. Where a slope would be negative, it is `fitLogOddsMap`.
 */
export function fitBetaMap(observations: readonly ShareObservation[]): LogOddsMap {
  const [intercept = 0, slope = 1, restSlope = 1, knownWords = 0] = fitLogistic(
    observations.map(({ share, known, outcome, weight }) => {
      const [logShare, logRest] = logParts(share);
      return { features: [1, logShare, -logRest, Math.log(known)], outcome, weight };
    }),
    [identityMap.intercept, identityMap.slope, identityMap.slope, identityMap.knownWords],
  );
  if (slope < 0 || restSlope < 0) return fitLogOddsMap(observations);
  return { intercept, slope, restSlope, knownWords };
}
