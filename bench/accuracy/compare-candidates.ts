import type { Benchmark } from "../catalogues/benchmark.ts";
import { mean } from "../harness/statistics.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import type { Candidate } from "./candidates.ts";
import type { CandidateRun } from "./run-candidate.ts";
import type { Scores } from "./score.ts";

/** A candidate and its runs, one for each fold. */
export type CandidateRuns = Pick<Candidate, "name" | "what"> & { readonly runs: readonly CandidateRun[] };

type Field = keyof Scores["levels"][number];

/** Log-loss of the leaves less the reference's on the same rows, in nats; null for itself. */
type PairedDifference = { readonly mean: number; readonly standardError: number } | null;

/** Means of scores over folds, and the difference of each candidate from the first one. */
export function compareCandidates(
  candidates: readonly CandidateRuns[],
  benchmarks: readonly Pick<Benchmark, "titles" | "test" | "unseen">[],
) {
  const [reference] = candidates;
  if (reference === undefined) throw new RangeError("no candidates");
  const summaries = candidates.map(({ name, what, runs }) => {
    const over = (of: (run: CandidateRun) => number) => mean(runs.map(of));
    const differenceOf = (of: (run: CandidateRun) => readonly number[]): PairedDifference =>
      name === reference.name ? null : pairedDifference(runs.map(of), reference.runs.map(of));
    return {
      name,
      what,
      levels: (runs[0]?.levels ?? []).map((_, level) => {
        const of = (field: Field) => over(({ levels }) => levels[level]?.[field] ?? Number.NaN);
        return { accuracy: of("accuracy"), logLoss: of("logLoss"), ece: of("ece") };
      }),
      difference: differenceOf(({ losses }) => losses),
      manyDraws: {
        logLoss: over(({ manyDrawsLosses }) => mean(manyDrawsLosses)),
        difference: differenceOf(({ manyDrawsLosses }) => manyDrawsLosses),
      },
      features: over(({ features }) => features),
      leapfrogs: over(({ leapfrogs }) => leapfrogs),
      cpuSeconds: over(({ cpuSeconds }) => cpuSeconds),
      maxRHat: Math.max(...runs.map(({ maxRHat }) => maxRHat)),
    };
  });
  const parts = benchmarks.map(({ titles, test, unseen }, fold) => {
    return { part: fold + 1, trainingRows: titles.length, heldOutRows: test.length, unseen };
  });
  return { summaries, parts };
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

/** The comparison as a table, with what each candidate is. */
export function showComparison(
  levels: readonly string[],
  { summaries, parts }: ReturnType<typeof compareCandidates>,
): string {
  type Summary = (typeof summaries)[number];
  const sizes = parts.map(
    ({ part, trainingRows, heldOutRows, unseen }) =>
      `part ${part}: ${trainingRows} rows train, ${heldOutRows} are held out; ${unseen} more left out, since their class does not train`,
  );
  const lossOf = ({ levels: found }: Summary) => found.at(-1)?.logLoss ?? Number.NaN;
  const least = Math.min(...summaries.map(lossOf));
  const ofLevels = (prefix: string, field: Field) =>
    levels.toReversed().map((name, k): Column<Summary> => {
      const star = (one: Summary) => (field === "logLoss" && k === 0 && lossOf(one) === least ? "*" : "");
      return [prefix + name, (one) => star(one) + one.levels.at(-1 - k)?.[field].toFixed(3)];
    });
  const columns: Column<Summary>[] = [
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
