import type { Contest } from "./contest.ts";
import type { CandidateRun } from "./run-candidate.ts";

/** A candidate's runs, one for each fold, in the order of the folds. */
export type CandidateRuns = {
  readonly name: string;
  readonly what: string;
  readonly runs: readonly CandidateRun[];
};

/** Log-loss of the leaves less that of the reference on the same rows, in nats; `standardError` is null for the reference itself. */
export type PairedDifference = { readonly mean: number; readonly standardError: number | null };

/** Means over folds. */
export type CandidateSummary = {
  readonly name: string;
  readonly what: string;
  readonly levels: readonly { readonly accuracy: number; readonly logLoss: number; readonly ece: number }[];
  readonly difference: PairedDifference;
  /** The leaves' log-loss as it would be with many draws. */
  readonly manyDraws: { readonly logLoss: number; readonly difference: PairedDifference };
  readonly features: number;
  readonly leapfrogs: number;
  readonly cpuSeconds: number;
  readonly maxRHat: number;
  readonly divergences: number;
};

/** A fold, and what every candidate has come to on it. */
export type FoldReport = {
  readonly part: number;
  readonly trainingRows: number;
  readonly heldOutRows: number;
  /** Held-out rows left out, since no training title has their class. */
  readonly unseen: number;
  readonly runs: readonly (Omit<CandidateRun, "losses" | "manyDrawsLosses"> & { readonly name: string })[];
};

export type Comparison = {
  readonly summaries: readonly CandidateSummary[];
  readonly parts: readonly FoldReport[];
};

/** Compares candidates with the first of them. */
export function compareCandidates(
  candidates: readonly CandidateRuns[],
  contests: readonly Pick<Contest, "titles" | "test" | "unseen">[],
): Comparison {
  const [reference] = candidates;
  if (reference === undefined) throw new RangeError("no candidates");
  return {
    summaries: candidates.map((one) => summariseCandidate(one, reference)),
    parts: contests.map(({ titles, test, unseen }, fold) => ({
      part: fold + 1,
      trainingRows: titles.length,
      heldOutRows: test.length,
      unseen,
      runs: candidates.flatMap(({ name, runs }) => {
        const run = runs[fold];
        if (run === undefined) return [];
        const { losses: _, manyDrawsLosses: __, ...rest } = run;
        return [{ name, ...rest }];
      }),
    })),
  };
}

/** Means over folds, and the difference to `reference`. */
function summariseCandidate({ name, what, runs }: CandidateRuns, reference: CandidateRuns): CandidateSummary {
  const over = (of: (run: CandidateRun) => number) => mean(runs.map(of));
  const differenceOf = (of: (run: CandidateRun) => readonly number[]): PairedDifference =>
    name === reference.name
      ? { mean: 0, standardError: null }
      : pairedDifference(runs.map(of), reference.runs.map(of));
  return {
    name,
    what,
    levels: (runs[0]?.levels ?? []).map((_, level) => ({
      accuracy: over(({ levels }) => levels[level]?.accuracy ?? Number.NaN),
      logLoss: over(({ levels }) => levels[level]?.logLoss ?? Number.NaN),
      ece: over(({ levels }) => levels[level]?.ece ?? Number.NaN),
    })),
    difference: differenceOf(({ losses }) => losses),
    manyDraws: {
      logLoss: over(({ manyDrawsLosses }) => mean(manyDrawsLosses)),
      difference: differenceOf(({ manyDrawsLosses }) => manyDrawsLosses),
    },
    features: over(({ features }) => features),
    leapfrogs: over(({ leapfrogs }) => leapfrogs),
    cpuSeconds: over(({ cpuSeconds }) => cpuSeconds),
    maxRHat: Math.max(...runs.map(({ maxRHat }) => maxRHat)),
    divergences: runs.reduce((sum, { divergences }) => sum + divergences, 0),
  };
}

/**
 * Mean over folds of the mean difference of two lists of losses, row by row, with its standard error as if rows were independent: the root of sum_f (s_f^2 / n_f),
 * divided by the number of folds F. It knows of the choice of held-out rows, not of that of training rows or of the chains' own noise.
 */
export function pairedDifference(
  losses: readonly (readonly number[])[],
  others: readonly (readonly number[])[],
): { readonly mean: number; readonly standardError: number } {
  const folds = losses.map((own, fold) => own.map((loss, i) => loss - (others[fold]?.[i] ?? Number.NaN)));
  const variances = folds.map((differences) => {
    const centre = mean(differences);
    return mean(differences.map((d) => (d - centre) ** 2)) / (differences.length - 1);
  });
  return {
    mean: mean(folds.map(mean)),
    standardError: Math.sqrt(variances.reduce((sum, one) => sum + one, 0)) / folds.length,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
