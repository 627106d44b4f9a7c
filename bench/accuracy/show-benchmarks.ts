import { mean } from "../harness/statistics.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import type { BenchmarkResult, Run } from "./run-benchmark.ts";
import { type LevelScore, smallClass } from "./score.ts";

/** One figure that classifiers are compared by. */
export type Measure = {
  readonly name: string;
  readonly better: "more" | "less";
  of(run: Run): number | null;
};

/** Accuracy of every level from the leaves up, recall of small classes, log-loss and ECE. */
export function measuresOf(levels: readonly string[]): Measure[] {
  const ofLevels = (prefix: string, better: Measure["better"], field: keyof LevelScore) =>
    levels
      .map((name, level): Measure => {
        return { name: prefix + name, better, of: (run) => run.levels[level]?.[field] ?? null };
      })
      .reverse();
  return [
    ...ofLevels("", "more", "accuracy"),
    { name: `recall < ${smallClass}`, better: "more", of: ({ smallRecall }) => smallRecall },
    ...ofLevels("log-loss ", "less", "logLoss"),
    ...ofLevels("ECE ", "less", "ece"),
  ];
}

/** A classifier's figure over all splits. */
type Summary = { readonly mean: number; readonly least: number; readonly most: number };

/** Mean and range of a measure over the splits; null if a split has no figure. */
export function summarise(
  results: readonly BenchmarkResult[],
  name: string,
  { of }: Measure,
): Summary | null {
  const values = results.flatMap(({ runs }) => {
    const run = runs.find((one) => one.name === name);
    return run === undefined ? [] : (of(run) ?? []);
  });
  if (values.length < results.length || values.length === 0) return null;
  return { mean: mean(values), least: Math.min(...values), most: Math.max(...values) };
}

type Entry = Pick<Run, "name" | "who"> & { readonly summary: Summary | null };

/** Tables of means and ranges with the best means starred, and hedge against the best peer. */
export function showBenchmarks(levels: readonly string[], results: readonly BenchmarkResult[]): string {
  const classifiers = results[0]?.runs ?? [];
  const measured = measuresOf(levels).map((measure) => {
    const entries = classifiers.map(({ name, who }): Entry => {
      return { name, who, summary: summarise(results, name, measure) };
    });
    const cells = new Map(
      entries.map(({ name, summary }) => [name, cell(summary, bestOf(entries, measure))]),
    );
    return { measure, entries, cells };
  });
  const tableOf = (better: Measure["better"]) => {
    const some = measured.filter(({ measure }) => measure.better === better);
    const columns: Column<Run>[] = [
      ["", ({ name }) => name],
      ...some.map(({ measure, cells }): Column<Run> => [measure.name, ({ name }) => cells.get(name) ?? none]),
    ];
    const hasFigures = ({ name }: Run) => some.some(({ cells }) => cells.get(name) !== none);
    return columnTable(columns, classifiers.filter(hasFigures));
  };
  const lines = measured.flatMap(({ measure, entries }) => compareWithPeers(measure, entries));
  return [tableOf("more"), tableOf("less"), ...lines, ""].join("\n");
}

type Known = Entry & { readonly summary: Summary };

/** The first of the entries with the best mean. */
function bestOf(entries: readonly Entry[], { better }: Measure): Known | null {
  const sign = better === "more" ? 1 : -1;
  const known = entries.flatMap(({ summary, ...entry }) => (summary ? [{ ...entry, summary }] : []));
  const best = Math.max(...known.map(({ summary }) => sign * summary.mean));
  return known.find(({ summary }) => sign * summary.mean === best) ?? null;
}

/** What a table shows where there is no figure. */
const none = "-";

function cell(summary: Summary | null, best: Known | null): string {
  if (summary === null) return none;
  const { mean, least, most } = summary;
  const range = least === most ? "" : ` (${least.toFixed(3)}-${most.toFixed(3)})`;
  return `${mean === best?.summary.mean ? "*" : ""}${mean.toFixed(3)}${range}`;
}

/** The first form of hedge against the best peer, in words. */
function compareWithPeers(measure: Measure, entries: readonly Entry[]): string[] {
  const own = entries.find(({ who }) => who === "hedge");
  const peers = entries.filter(({ who }) => who === "peer");
  const best = bestOf(peers, measure);
  if (own?.summary == null || best === null) return [];
  const [mine, other] = [own.summary.mean, best.summary.mean];
  const ahead = measure.better === "more" ? mine - other : other - mine;
  const verdict =
    ahead > 0 ? `ahead by ${ahead.toFixed(3)}` : ahead < 0 ? `behind by ${(-ahead).toFixed(3)}` : "level";
  return [
    `${measure.name}: ${own.name} ${mine.toFixed(3)}, best peer ${other.toFixed(3)} (${best.name}): ${verdict}, ${(mine / other).toFixed(2)} times`,
  ];
}
