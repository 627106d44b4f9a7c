import type { Benchmark } from "../catalogues/benchmark.ts";
import { mean } from "../harness/statistics.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import type { CandidateRun } from "./run-candidate.ts";

/** A candidate's runs, one for each fold, in the order of the folds. */
export type CandidateRuns = {
  readonly name: string;
  readonly what: string;
  readonly runs: readonly CandidateRun[];
};

/** Log-loss of the leaves less the reference's on the same rows, in nats; null for itself. */
type PairedDifference = { readonly mean: number; readonly standardError: number } | null;

export type Comparison = ReturnType<typeof compareCandidates>;
type CandidateSummary = ReturnType<typeof summariseCandidate>;

/** Compares candidates with the first of them. */
export function compareCandidates(
  candidates: readonly CandidateRuns[],
  benchmarks: readonly Pick<Benchmark, "titles" | "test" | "unseen">[],
) {
  const [reference] = candidates;
  if (reference === undefined) throw new RangeError("no candidates");
  return {
    summaries: candidates.map((one) => summariseCandidate(one, reference)),
    parts: benchmarks.map(({ titles, test, unseen }, fold) => ({
      part: fold + 1,
      trainingRows: titles.length,
      heldOutRows: test.length,
      /** Held-out rows left out, since no training title has their class. */
      unseen,
    })),
  };
}

/** Means over folds, and the differences to `reference`. */
function summariseCandidate({ name, what, runs }: CandidateRuns, reference: CandidateRuns) {
  const over = (of: (run: CandidateRun) => number) => mean(runs.map(of));
  const differenceOf = (of: (run: CandidateRun) => readonly number[]): PairedDifference =>
    name === reference.name ? null : pairedDifference(runs.map(of), reference.runs.map(of));
  return {
    ...{ name, what },
    levels: (runs[0]?.levels ?? []).map((_, level) => ({
      accuracy: over(({ levels }) => levels[level]?.accuracy ?? Number.NaN),
      logLoss: over(({ levels }) => levels[level]?.logLoss ?? Number.NaN),
      ece: over(({ levels }) => levels[level]?.ece ?? Number.NaN),
    })),
    difference: differenceOf(({ losses }) => losses),
    /** The leaves' log-loss as it would be with many draws. */
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
 * Mean over folds of the mean difference of two lists of losses, row by row. Its standard error
 * takes rows as independent: the root of sum_f (s_f^2 / n_f), divided by the number of folds F. It
 * covers the choice of held-out rows, not that of training rows or the chains' own noise.
 */
export function pairedDifference(
  losses: readonly (readonly number[])[],
  others: readonly (readonly number[])[],
): NonNullable<PairedDifference> {
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

/** Sizes of the folds, the table, and what its names mean. The least log-loss is starred. */
export function showComparison(levels: readonly string[], { summaries, parts }: Comparison): string {
  const sizes = parts.map(
    ({ part, trainingRows, heldOutRows, unseen }) =>
      `part ${part}: ${trainingRows} rows train, ${heldOutRows} are held out; ${unseen} more left out, since their class does not train`,
  );
  const lossOf = ({ levels: found }: CandidateSummary) => found.at(-1)?.logLoss ?? Number.NaN;
  const least = Math.min(...summaries.map(lossOf));
  const star = (one: CandidateSummary) => (lossOf(one) === least ? "*" : "");
  const ofLevels = (prefix: string, field: "accuracy" | "logLoss" | "ece") =>
    levels
      .map((name, level): Column<CandidateSummary> => {
        const isStarred = field === "logLoss" && level === levels.length - 1;
        const shown = (one: CandidateSummary) => one.levels[level]?.[field].toFixed(3) ?? "";
        return [prefix + name, (one) => (isStarred ? star(one) : "") + shown(one)];
      })
      .reverse();
  const columns: Column<CandidateSummary>[] = [
    ["", ({ name }) => name],
    ...ofLevels("log-loss ", "logLoss"),
    ["difference (s.e.)", ({ difference }) => showDifference(difference)],
    ["many draws", ({ manyDraws }) => manyDraws.logLoss.toFixed(3)],
    ["difference (s.e.)", ({ manyDraws }) => showDifference(manyDraws.difference)],
    ...ofLevels("", "accuracy"),
    ...ofLevels("ECE ", "ece"),
    ["features", ({ features }) => features.toFixed(0)],
    ["leapfrogs", ({ leapfrogs }) => leapfrogs.toFixed(1)],
    ["CPU s", ({ cpuSeconds }) => cpuSeconds.toFixed(0)],
    ["R-hat", ({ maxRHat }) => maxRHat.toFixed(2)],
  ];
  const meanings = summaries.map(({ name, what }) => `${name}: ${what}`);
  return [...sizes, "", columnTable(columns, summaries), ...meanings, ""].join("\n");
}

function showDifference(difference: PairedDifference): string {
  if (difference === null) return "";
  const { mean, standardError } = difference;
  return `${mean < 0 ? "" : "+"}${mean.toFixed(3)} (${standardError.toFixed(3)})`;
}
