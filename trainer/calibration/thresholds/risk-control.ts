import { normalQuantile } from "../../../shared/numerics/normal-quantile.ts";
import { binomialCdf } from "./binomial.ts";
import type { PathStep } from "./threshold-path.ts";

/** Share of alpha for the step where the proof should be clearest; later steps have the rest. */
const firstShare = 1 / 2;
/** Steps after it, evenly spaced, that have a share of alpha of their own. */
const laterStarts = 3;
/** A larger number of titles is not worth telling apart, and has no place in the model file. */
const maxTitlesNeeded = 1_000_000_000;

/**
 * Index of the most lenient step for which the titles prove that at most the share `risk` of the
 * answers is wrong, with probability at least 1 - `alpha`; -1 where nothing is proven.
 *
 * This is Learn then Test (Angelopoulos, Bates, Candes, Jordan and Lei 2021) with exact binomial
 * p-values. The fallback procedure (Wiens 2003) controls the error over all steps: they are tested
 * from strict to lenient, some have a share of alpha of their own, and a step that passes hands on
 * all that it had. So one failure does not end the tests.
 */
export function provenStep(steps: readonly PathStep[], risk: number, alpha: number): number {
  const first = clearestStep(steps, risk);
  const shares = new Map([[first, firstShare]]);
  for (let k = 1; k <= laterStarts; k++) {
    const at = first + Math.round((k * (steps.length - 1 - first)) / (laterStarts + 1));
    shares.set(at, (shares.get(at) ?? 0) + (1 - firstShare) / laterStarts);
  }
  let [found, inherited] = [-1, 0];
  for (const [k, { wrong, answered }] of steps.entries()) {
    const share = (shares.get(k) ?? 0) + inherited;
    const passes = share > 0 && answered > 0 && binomialCdf(wrong, answered, risk) <= alpha * share;
    inherited = passes ? share : 0;
    if (passes) found = k;
  }
  return found;
}

/** The step whose expected wrong answers are most standard deviations below the allowed ones. */
function clearestStep(steps: readonly PathStep[], risk: number): number {
  const margin = ({ answered, expectedWrong }: PathStep) =>
    answered > 0 ? (risk * answered - expectedWrong) / Math.sqrt(answered) : Number.NEGATIVE_INFINITY;
  return steps.reduce((best, one, k) => (margin(one) > margin(steps[best] ?? one) ? k : best), 0);
}

/**
 * Index of the most lenient step at which at least ceil((n + 1) target) of the n answers are right,
 * as if the next answer were one more wrong one; -1 if there is none. This holds on average: for
 * about half of all sets of titles, a little less than the target is right.
 */
export function correctedStep(steps: readonly PathStep[], target: number): number {
  return steps.findLastIndex(
    ({ answered, wrong }) => answered > 0 && answered - wrong >= Math.ceil((answered + 1) * target - 1e-9),
  );
}

/**
 * About how many titles it would take to prove `risk` at some step, with answers as they are on the
 * `titles` at hand; null where no step is accurate enough. The binomial p-value of n answers is at
 * least (1 - risk)^n. With the share e wrong, it is about that of the normal deviate (risk - e)
 * sqrt(n / (risk (1 - risk))).
 */
export function titlesToProve(
  steps: readonly PathStep[],
  titles: number,
  risk: number,
  alpha: number,
): number | null {
  const deviate = normalQuantile(1 - alpha * firstShare);
  const withoutErrors = Math.log(alpha * firstShare) / Math.log1p(-risk);
  const needed = steps.flatMap(({ answered, wrong }) => {
    // As if there were one more wrong answer: no errors among a few answers say little.
    const margin = risk - (wrong + 1) / (answered + 1);
    if (answered === 0 || margin <= 0) return [];
    const answers = Math.max(withoutErrors, (deviate * deviate * risk * (1 - risk)) / margin ** 2);
    return [(answers * titles) / answered];
  });
  return needed.length === 0 ? null : Math.min(maxTitlesNeeded, Math.ceil(Math.min(...needed)));
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
