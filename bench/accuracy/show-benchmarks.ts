import { mean } from "../harness/statistics.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import type { BenchmarkResult, Run } from "./run-benchmark.ts";
import { type Scores, smallClass } from "./score.ts";

/** A figure of a run, and whether more of it is better or less. */
export type Measure = {
  readonly name: string;
  readonly better: "more" | "less";
  of(run: Run): number | null;
};

/** The figures that are shown, those of the lowest level first. */
export function measuresOf(levels: readonly string[]): Measure[] {
  const ofLevels = (prefix: string, better: Measure["better"], field: keyof Scores["levels"][number]) =>
    levels.toReversed().map((name, k): Measure => {
      return { name: prefix + name, better, of: (run) => run.levels.at(-1 - k)?.[field] ?? null };
    });
  return [
    ...ofLevels("", "more", "accuracy"),
    { name: `recall < ${smallClass}`, better: "more", of: ({ smallRecall }) => smallRecall },
    ...ofLevels("log-loss ", "less", "logLoss"),
    ...ofLevels("ECE ", "less", "ece"),
  ];
}

type Summary = ReturnType<typeof summarise>;

/** Mean and range of a measure over the splits; null if a split has no figure. */
export function summarise(results: readonly BenchmarkResult[], name: string, { of }: Measure) {
  const values = results.flatMap(({ runs }) => {
    const run = runs.find((one) => one.name === name);
    return run === undefined ? [] : (of(run) ?? []);
  });
  if (values.length < results.length || values.length === 0) return null;
  return { mean: mean(values), least: Math.min(...values), most: Math.max(...values) };
}

type Entry = Pick<Run, "name" | "who"> & { readonly summary: Summary };

/** Tables of all figures over the splits, and hedge beside the best peer in each. */
export function showBenchmarks(levels: readonly string[], results: readonly BenchmarkResult[]): string {
  const classifiers = results[0]?.runs ?? [];
  const measured = measuresOf(levels).map((measure) => {
    const entries = classifiers.map(({ name, who }): Entry => {
      return { name, who, summary: summarise(results, name, measure) };
    });
    return { measure, entries, best: bestOf(entries, measure) };
  });
  const tableOf = (better: Measure["better"]) => {
    const some = measured.filter(({ measure }) => measure.better === better);
    const columns: Column<number>[] = [
      ["", (k) => classifiers[k]?.name ?? ""],
      ...some.map(({ measure, entries, best }): Column<number> => {
        return [measure.name, (k) => cell(entries[k]?.summary, best)];
      }),
    ];
    const hasFigures = (k: number) => some.some(({ entries }) => entries[k]?.summary);
    return columnTable(columns, [...classifiers.keys()].filter(hasFigures));
  };
  const lines = measured.flatMap(({ measure, entries }) => compareWithPeers(measure, entries));
  return [tableOf("more"), tableOf("less"), ...lines, ""].join("\n");
}

function bestOf(entries: readonly Entry[], { better }: Measure): Entry | null {
  const sign = better === "more" ? 1 : -1;
  const meanOf = ({ summary }: Entry) => (summary ? sign * summary.mean : Number.NEGATIVE_INFINITY);
  const best = Math.max(...entries.map(meanOf));
  return entries.find((entry) => entry.summary && meanOf(entry) === best) ?? null;
}

function cell(summary: Summary | undefined, best: Entry | null): string {
  if (!summary) return "-";
  const { mean, least, most } = summary;
  const range = least === most ? "" : ` (${least.toFixed(3)}-${most.toFixed(3)})`;
  return `${mean === best?.summary?.mean ? "*" : ""}${mean.toFixed(3)}${range}`;
}

function compareWithPeers(measure: Measure, entries: readonly Entry[]): string[] {
  const own = entries.find(({ who }) => who === "hedge");
  const peers = entries.filter(({ who }) => who === "peer");
  const best = bestOf(peers, measure);
  if (!own?.summary || !best?.summary) return [];
  const [mine, other] = [own.summary.mean, best.summary.mean];
  const ahead = measure.better === "more" ? mine - other : other - mine;
  return [
    `${measure.name}: ${own.name} ${mine.toFixed(3)}, best peer ${other.toFixed(3)} (${best.name}): ${describeLead(ahead)}, ${(mine / other).toFixed(2)} times`,
  ];
}

function describeLead(ahead: number): string {
  if (ahead === 0) return "level";
  return `${ahead > 0 ? "ahead" : "behind"} by ${Math.abs(ahead).toFixed(3)}`;
}
