import { binomialTail } from "./binomial.ts";

/** One title at one level: the probability of its most probable class there, and whether that class is right. */
export type Scored = { readonly score: number; readonly right: boolean };

/** A threshold that nothing reaches. */
export const never = 1;

/**
 * Thresholds are looked for where the probabilities themselves say that the share of wrong answers is these multiples of the allowed one: from
 * strict to lenient, past 1 because probabilities may be too low.
 */
const multiples = Array.from({ length: 40 }, (_, k) => (k + 1) / 20);

/**
 * The lowest threshold of which the titles prove that at most the share `allowed` of the answers above it is wrong, with probability at least
 * 1 - `doubt`: Learn then Test (Angelopoulos, Bates, Candes, Jordan and Lei 2021) with exact binomial p-values and fixed-sequence testing. The candidates and the
 * first of them are chosen by the scores alone, which know nothing of right and wrong: the first is the one whose proof would be clearest if the scores were
 * probabilities; then one after the other is tested, ever more lenient, until one fails. `never` when the first fails, for lack of titles or of
 * accuracy.
 */
export function controlledThreshold(titles: readonly Scored[], allowed: number, doubt: number): number {
  const ranked = [...titles].sort((a, b) => b.score - a.score);
  let [found, wrong, counted] = [never, 0, 0];
  for (const count of fromTheClearest(candidateCounts(ranked, allowed), allowed)) {
    for (; counted < count; counted++) wrong += ranked[counted]?.right ? 0 : 1;
    if (binomialTail(wrong, count, allowed) > doubt) return found;
    found = ranked[count - 1]?.score ?? never;
  }
  return found;
}

/**
 * The lowest threshold above which at least ceil((n + 1) target) of the n answers are right: the finite-sample correction of split conformal prediction, as if the next answer were
 * one more wrong one. Without regard to luck, so that in some half of all sets of titles a little less than the target is right. `never` if there is none.
 */
export function correctedThreshold(titles: readonly Scored[], target: number): number {
  const ranked = [...titles].sort((a, b) => b.score - a.score);
  let [found, right] = [never, 0];
  ranked.forEach(({ score, right: isRight }, index) => {
    right += Number(isRight);
    const count = index + 1;
    if (ranked[count]?.score !== score && right >= Math.ceil((count + 1) * target - 1e-9)) found = score;
  });
  return found;
}

/** A candidate threshold: how many titles it lets through, and how many of them are wrong if the scores are probabilities. */
type Candidate = { readonly count: number; readonly expected: number };

/** The counts from that candidate on whose expected number of wrong answers is the most standard deviations below the allowed one. */
function fromTheClearest(candidates: readonly Candidate[], allowed: number): number[] {
  const clarity = ({ count, expected }: Candidate) => (allowed * count - expected) / Math.sqrt(count);
  const clearest = candidates.reduce((best, one, k) => {
    const before = candidates[best];
    return before === undefined || clarity(one) > clarity(before) ? k : best;
  }, 0);
  return candidates.slice(clearest).map(({ count }) => count);
}

/** Candidates with ever more titles. */
function candidateCounts(ranked: readonly Scored[], allowed: number): Candidate[] {
  const candidates: Candidate[] = [];
  let [expected, next] = [0, 0];
  let open: Candidate | null = null;
  ranked.forEach(({ score }, index) => {
    expected += 1 - score;
    const count = index + 1;
    if (ranked[count]?.score === score) return;
    const passed = next;
    while (next < multiples.length && expected / count > allowed * (multiples[next] ?? 0)) next++;
    if (next > passed && open !== null) candidates.push(open);
    open = next < multiples.length ? { count, expected } : null;
  });
  if (open !== null) candidates.push(open);
  return candidates;
}

/**
 * Split conformal: the ceil((n + 1) target)-th smallest of n values, which the value of a further exchangeable title does not exceed with probability at least
 * `target`. Infinity when n is too small for that (Vovk, Gammerman and Shafer 2005).
 */
export function conformalQuantile(values: readonly number[], target: number): number {
  const rank = Math.ceil((values.length + 1) * target - 1e-9);
  if (rank > values.length) return Number.POSITIVE_INFINITY;
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NEGATIVE_INFINITY;
}
