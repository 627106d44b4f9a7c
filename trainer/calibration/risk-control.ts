import { binomialCdf } from "./binomial.ts";

/** A title's most probable class at one level: its probability, and whether it is right. */
export type ScoredTitle = { readonly score: number; readonly right: boolean };

/** A threshold that no probability reaches. */
export const unreachable = 1;

/**
 * Candidate thresholds are where the expected share of wrong answers, by the probabilities
 * themselves, is these multiples of the allowed one. They go from strict to lenient, and past 1
 * because probabilities may be too low.
 */
const multiples = Array.from({ length: 40 }, (_, k) => (k + 1) / 20);

/**
 * The lowest threshold for which the titles prove that at most the share `risk` of the answers
 * above it is wrong, with probability at least 1 - `alpha`. This is Learn then Test (Angelopoulos,
 * Bates, Candes, Jordan and Lei 2021) with exact binomial p-values and fixed-sequence testing.
 *
 * The sequence depends on the scores alone, not on what is right. It starts at the candidate whose
 * test would be clearest if the scores were probabilities. The candidates after it are ever more
 * lenient, and testing ends with the first that fails.
 *
 * @returns `unreachable` when the first fails, for lack of titles or of accuracy
 */
export function controlledThreshold(titles: readonly ScoredTitle[], risk: number, alpha: number): number {
  const ranked = [...titles].sort((a, b) => b.score - a.score);
  let [found, wrong, counted] = [unreachable, 0, 0];
  for (const count of testSequence(candidateCounts(ranked, risk), risk)) {
    for (; counted < count; counted++) wrong += ranked[counted]?.right ? 0 : 1;
    if (binomialCdf(wrong, count, risk) > alpha) return found;
    found = ranked[count - 1]?.score ?? unreachable;
  }
  return found;
}

/**
 * The lowest threshold above which at least ceil((n + 1) target) of the n answers are right. This
 * is the finite-sample correction of split conformal prediction, as if the next answer were one
 * more wrong one. It promises nothing for one set of titles: in about half of all sets, a little
 * less than the target is right.
 *
 * @returns `unreachable` if there is none
 */
export function correctedThreshold(titles: readonly ScoredTitle[], target: number): number {
  const ranked = [...titles].sort((a, b) => b.score - a.score);
  let [found, right] = [unreachable, 0];
  ranked.forEach(({ score, right: isRight }, index) => {
    right += Number(isRight);
    const count = index + 1;
    if (ranked[count]?.score !== score && right >= Math.ceil((count + 1) * target - 1e-9)) found = score;
  });
  return found;
}

/** A candidate threshold: how many titles reach it, and how many wrong ones the scores expect. */
type Candidate = { readonly count: number; readonly expected: number };

/**
 * Counts of the candidates to test, in order. The first is the one whose expected number of wrong
 * answers is the most standard deviations below the allowed one.
 */
function testSequence(candidates: readonly Candidate[], risk: number): number[] {
  const margin = ({ count, expected }: Candidate) => (risk * count - expected) / Math.sqrt(count);
  const clearest = candidates.reduce((best, one, k) => {
    const before = candidates[best];
    return before === undefined || margin(one) > margin(before) ? k : best;
  }, 0);
  return candidates.slice(clearest).map(({ count }) => count);
}

/** Candidates with ever more titles. */
function candidateCounts(ranked: readonly ScoredTitle[], risk: number): Candidate[] {
  const candidates: Candidate[] = [];
  let [expected, next] = [0, 0];
  let open: Candidate | null = null;
  ranked.forEach(({ score }, index) => {
    expected += 1 - score;
    const count = index + 1;
    if (ranked[count]?.score === score) return;
    const passed = next;
    while (next < multiples.length && expected / count > risk * (multiples[next] ?? 0)) next++;
    if (next > passed && open !== null) candidates.push(open);
    open = next < multiples.length ? { count, expected } : null;
  });
  if (open !== null) candidates.push(open);
  return candidates;
}

/**
 * The quantile of split conformal prediction: the ceil((n + 1) target)-th smallest of n values. The
 * value of a further exchangeable title does not exceed it with probability at least `target`
 * (Vovk, Gammerman and Shafer 2005).
 *
 * @returns infinity when n is too small for that
 */
export function conformalQuantile(values: readonly number[], target: number): number {
  const rank = Math.ceil((values.length + 1) * target - 1e-9);
  if (rank > values.length) return Number.POSITIVE_INFINITY;
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NEGATIVE_INFINITY;
}
