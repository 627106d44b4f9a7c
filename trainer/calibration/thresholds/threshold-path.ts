import { isotonicFit } from "./isotonic.ts";
import { type LevelScores, unreachable } from "./level-scores.ts";

/** One step of a path: a threshold for each level, and the answers that they give some titles. */
export type PathStep = {
  readonly thresholds: readonly number[];
  /** Titles answered, and how many of these answers are wrong. */
  readonly answered: number;
  readonly wrong: number;
  /** Wrong answers that the fitted error rates expect. */
  readonly expectedWrong: number;
};

/** Accuracies that steps aim at, strict ones first: 0.9997 to 0.25, evenly spaced in log-odds. */
const accuracies: readonly number[] = Array.from({ length: 131 }, (_, k) => 1 / (1 + Math.exp(k * 0.07 - 8)));

/**
 * A nested family of rules, from strict to lenient. Each step aims at one accuracy. From the
 * deepest level up, a level gets the lowest threshold at which the answers of this level and those
 * below it have that accuracy. So every level answers about equally well. No threshold is higher
 * than in the step before: what a step answers, the next one answers at the same level or deeper.
 *
 * The accuracy of a score is an isotonic regression of "the class is right" on the scores of its
 * level.
 */
export function thresholdPath(titles: readonly LevelScores[], levels: number): PathStep[] {
  const ranked = Array.from({ length: levels }, (_, level) => rankLevel(titles, level));
  let before = new Array<number>(levels).fill(unreachable);
  return accuracies.map((accuracy) => {
    const step = takeStep(ranked, titles.length, 1 - accuracy, before);
    before = [...step.thresholds];
    return step;
  });
}

/** A title at one level, with the error rate that is fitted to its score. */
type Ranked = {
  readonly title: number;
  readonly score: number;
  readonly isWrong: boolean;
  readonly errorRate: number;
};

/** The titles that have a class at a level, the highest score first. */
function rankLevel(titles: readonly LevelScores[], level: number): Ranked[] {
  const found = titles.flatMap((scores, title) => {
    const one = scores[level];
    return one == null ? [] : [{ title, score: one.score, isWrong: !one.right }];
  });
  found.sort((a, b) => b.score - a.score);
  const errorRates = isotonicFit(found.map(({ isWrong }) => Number(isWrong)));
  return found.map((one, k) => ({ ...one, errorRate: errorRates[k] ?? 1 }));
}

/** @param limits thresholds of the step before, which this one may not exceed */
function takeStep(
  ranked: readonly (readonly Ranked[])[],
  titles: number,
  errorRate: number,
  limits: readonly number[],
): PathStep {
  const isAnswered = new Uint8Array(titles);
  const thresholds = [...limits];
  let [answered, wrong, expectedWrong] = [0, 0, 0];
  for (let level = ranked.length - 1; level >= 0; level--) {
    const open = (ranked[level] ?? []).filter(({ title }) => isAnswered[title] === 0);
    const lowest = lowestThreshold(open, errorRate, answered, expectedWrong);
    const threshold = Math.min(limits[level] ?? unreachable, lowest);
    thresholds[level] = threshold;
    for (const { title, score, isWrong, errorRate: expected } of open) {
      if (score < threshold) break;
      isAnswered[title] = 1;
      answered += 1;
      wrong += Number(isWrong);
      expectedWrong += expected;
    }
  }
  return { thresholds, answered, wrong, expectedWrong };
}

/**
 * The lowest score at which all answers so far have at most an error rate; `unreachable` if none
 * has.
 */
function lowestThreshold(
  open: readonly Ranked[],
  errorRate: number,
  answered: number,
  expectedWrong: number,
): number {
  let [found, count, sum] = [unreachable, answered, expectedWrong];
  open.forEach(({ score, errorRate: expected }, k) => {
    count += 1;
    sum += expected;
    if (open[k + 1]?.score !== score && sum <= errorRate * count) found = score;
  });
  return found;
}
