import { table } from "../../trainer/commands/output/table.ts";
import type { Run } from "./roll.ts";
import type { ContestResult } from "./run-contest.ts";
import { smallClass } from "./score.ts";

/** One figure that contestants are compared by. */
export type Measure = {
  readonly name: string;
  readonly better: "more" | "less";
  of(run: Run): number | null;
};

/** Accuracy of every level from the leaves up, recall of small classes; log-loss and calibration errors. */
export function measuresOf(levels: readonly string[]): Measure[] {
  const upwards = levels.map((name, level) => ({ name, level })).reverse();
  return [
    ...upwards.map(
      ({ name, level }): Measure => ({
        name,
        better: "more",
        of: ({ levels: found }) => found[level]?.accuracy ?? null,
      }),
    ),
    {
      name: `recall < ${smallClass}`,
      better: "more",
      of: ({ smallRecall }) => smallRecall,
    },
    ...upwards.map(
      ({ name, level }): Measure => ({
        name: `log-loss ${name}`,
        better: "less",
        of: ({ levels: found }) => found[level]?.logLoss ?? null,
      }),
    ),
    ...upwards.map(
      ({ name, level }): Measure => ({
        name: `ECE ${name}`,
        better: "less",
        of: ({ levels: found }) => found[level]?.ece ?? null,
      }),
    ),
  ];
}

/** A contestant's figure over all splits; null if a split has none. */
export type Summary = { readonly mean: number; readonly least: number; readonly most: number } | null;

/** Mean and range of a measure over the splits. */
export function summarise(contests: readonly ContestResult[], name: string, { of }: Measure): Summary {
  const values = contests.map(({ runs }) => {
    const run = runs.find((one) => one.name === name);
    return run === undefined ? null : of(run);
  });
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { mean, least: Math.min(...known), most: Math.max(...known) };
}

/** Tables of means and ranges, the best mean of each column starred, and hedge against the best peer in every measure. */
export function showContests(levels: readonly string[], contests: readonly ContestResult[]): string {
  const contestants = (contests[0]?.runs ?? []).map(({ name, who }) => ({ name, who }));
  const columns = measuresOf(levels).map((measure): Column => {
    const entries = contestants.map((one) => ({ ...one, summary: summarise(contests, one.name, measure) }));
    return { ...measure, entries, best: bestOf(entries, measure.better) };
  });
  const shown = (better: Measure["better"]) => {
    const some = columns.filter((column) => column.better === better);
    const rows = contestants.map(({ name }, row) => [name, ...some.map((column) => cell(column, row))]);
    return table(
      ["", ...some.map(({ name }) => name)],
      rows.filter((cells) => cells.slice(1).some((text) => text !== none)),
    );
  };
  return [shown("more"), shown("less"), ...columns.flatMap(compare), ""].join("\n");
}

type Entry = { readonly name: string; readonly who: Run["who"]; readonly summary: Summary };

type Best = Entry & { readonly summary: NonNullable<Summary> };

type Column = Measure & { readonly entries: readonly Entry[]; readonly best: Best | null };

function bestOf(column: readonly Entry[], better: Measure["better"]): Best | null {
  const sign = better === "more" ? 1 : -1;
  return column.reduce<Best | null>((best, { summary, ...entry }) => {
    if (summary === null || (best !== null && sign * (summary.mean - best.summary.mean) <= 0)) return best;
    return { ...entry, summary };
  }, null);
}

/** What a table shows where there is no figure. */
const none = "-";

function cell({ entries, best }: Column, row: number): string {
  const summary = entries[row]?.summary ?? null;
  if (summary === null) return none;
  const { mean, least, most } = summary;
  const range = least === most ? "" : ` (${least.toFixed(3)}-${most.toFixed(3)})`;
  return `${mean === best?.summary.mean ? "*" : ""}${mean.toFixed(3)}${range}`;
}

/** The first form of hedge against the best peer, in words. */
function compare({ name, better, entries }: Column): string[] {
  const own = entries.find(({ who }) => who === "hedge");
  const rival = bestOf(
    entries.filter(({ who }) => who === "peer"),
    better,
  );
  if (own?.summary == null || rival === null) return [];
  const [mine, other] = [own.summary.mean, rival.summary.mean];
  const ahead = better === "more" ? mine - other : other - mine;
  const verdict =
    ahead > 0 ? `ahead by ${ahead.toFixed(3)}` : ahead < 0 ? `behind by ${(-ahead).toFixed(3)}` : "level";
  return [
    `${name}: ${own.name} ${mine.toFixed(3)}, best peer ${other.toFixed(3)} (${rival.name}): ${verdict}, ${(mine / other).toFixed(2)} times`,
  ];
}
