import { HedgeError } from "../../../shared/errors.ts";
import { formatDuration } from "../../progress/rate.ts";
import type { ChainLengths } from "../folds/run-fold-chains.ts";

/** The time that a run may take. */
export type TimeLimit = {
  /** Seconds of the whole run, with the machine to itself. */
  readonly seconds: number;
  /** Lengths that are asked for, and so kept. The others are chosen. */
  readonly fixed: Partial<ChainLengths>;
};

/** How the chains of a run start. */
export type ChainStart = "near-mode" | "earlier-posterior" | "random";

/**
 * Warm-up that a start needs before the step size is of use; see `docs/scale.md`. Below 20
 * iterations all of them adapt it, and above it starts anew with each window.
 */
const fewestWarmup: Readonly<Record<ChainStart, number>> = {
  "near-mode": 19,
  "earlier-posterior": 20,
  random: 50,
};

/**
 * Chains, warm-up and draws that are tried where the usual ones do not fit, the longest first. Two
 * chains are the fewest that can be compared. Steps are coarse, so that small differences in the
 * measured time seldom change the choice.
 */
const shorter: readonly (readonly [chains: number, warmup: number, draws: number])[] = [
  [4, 100, 200],
  [4, 60, 150],
  [4, 60, 100],
  [2, 60, 150],
  [2, 60, 100],
  [2, 40, 80],
  [2, 30, 60],
  [2, 19, 50],
  [2, 19, 40],
  [2, 19, 30],
  [2, 19, 25],
  [2, 19, 20],
];

/**
 * The longest chains that are expected to fit the time.
 *
 * @param usual lengths where there is time enough
 * @param secondsOf expected time of a whole run, with the machine to itself
 * @param advice options that would make the run shorter, for the error
 * @throws HedgeError `bad-usage` where not even the shortest chains fit
 */
export function chooseLengths(
  { seconds, fixed }: TimeLimit,
  usual: ChainLengths,
  start: ChainStart,
  secondsOf: (lengths: ChainLengths) => number,
  advice: readonly string[],
): ChainLengths {
  const all = shorter.map(([chains, warmup, draws]) => ({
    chains: Math.min(chains, usual.chains),
    warmup: Math.min(Math.max(warmup, fewestWarmup[start]), usual.warmup),
    draws: Math.min(draws, usual.draws),
  }));
  const candidates = [usual, ...all].map((lengths) => ({ ...lengths, ...fixed }));
  const found = candidates.find((lengths) => secondsOf(lengths) <= seconds);
  if (found !== undefined) return found;
  const least = candidates.at(-1) ?? usual;
  throw new HedgeError(
    "bad-usage",
    `${showLengths(least)} ${takes(least, fixed)} about ${formatDuration(secondsOf(least))} with the machine to itself, ` +
      `and --max-time is ${formatDuration(seconds)}; ${["allow more time", ...advice].join(", or ")}.`,
  );
}

function takes(least: ChainLengths, fixed: Partial<ChainLengths>): string {
  const isAsked = Object.keys(fixed).length === Object.keys(least).length;
  return isAsked ? "take" : "are the least, and take";
}

/** Lengths as they are written in the docs. */
function showLengths({ chains, warmup, draws }: ChainLengths): string {
  return `${chains} ${chains === 1 ? "chain" : "chains"} of ${warmup} + ${draws}`;
}

/** What was chosen, and what that costs. */
export function describeChoice(
  { seconds }: TimeLimit,
  chosen: ChainLengths,
  usual: ChainLengths,
  expected: number,
): string {
  const { chains, warmup, draws } = chosen;
  const limit = `--max-time ${formatDuration(seconds)}`;
  const time = `about ${formatDuration(expected)} with the machine to itself`;
  if (showLengths(chosen) === showLengths(usual)) return `${limit}: ${showLengths(usual)} fit, ${time}`;
  return (
    `${limit}: ${showLengths(chosen)} in place of ${showLengths(usual)}, ${time}; R-hat may stay doubtful ` +
    `(the same run anywhere: --chains ${chains} --warmup ${warmup} --draws ${draws})`
  );
}
