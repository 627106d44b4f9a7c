import type { Settings } from "../config/settings.ts";
import type { Counters } from "./counters.ts";

/** The shares that the operator expects. */
type ExpectedShares = Pick<Settings, "expectedFallbacks" | "expectedUnknownWords">;

/** A share that was seen, with its 99 % interval, beside the one that was expected. */
export type Drift = {
  readonly what: "fallbacks" | "unknown_words";
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Null where the operator has stated none. */
  readonly expected: number | null;
  /** Whether the interval of enough titles leaves the expected share out. */
  readonly hasDrifted: boolean;
};

/** Fewest titles of which a share says something. */
const fewestTitles = 100;
/** Standard normal quantile of a two-sided 99 %. */
const z = 2.5758;

/** What an isolate has seen of fallbacks and unknown words; nothing before the first answer. */
export function driftOf({ outcomes, unknown }: Counters, expected: ExpectedShares): Drift[] {
  const { titles } = unknown;
  if (titles === 0) return [];
  const fallbacks = titles - (outcomes.get("leaf") ?? 0);
  const judge = (
    what: Drift["what"],
    share: number,
    [low, high]: readonly [number, number],
    asked: number | null,
  ): Drift => ({
    what,
    share,
    low,
    high,
    expected: asked,
    hasDrifted: asked !== null && titles >= fewestTitles && (asked < low || asked > high),
  });
  const mean = unknown.sum / titles;
  return [
    judge("fallbacks", fallbacks / titles, wilson(fallbacks / titles, titles), expected.expectedFallbacks),
    judge("unknown_words", mean, ofMean(mean, unknown.squares, titles), expected.expectedUnknownWords),
  ];
}

/** Wilson's score interval (1927) of a share of n. */
function wilson(share: number, n: number): [number, number] {
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Normal interval of a mean over titles, within which words are not independent. */
function ofMean(mean: number, squares: number, n: number): [number, number] {
  const variance = n > 1 ? Math.max(0, (squares - n * mean * mean) / (n - 1)) : 1;
  const half = z * Math.sqrt(variance / n);
  return [Math.max(0, mean - half), Math.min(1, mean + half)];
}
