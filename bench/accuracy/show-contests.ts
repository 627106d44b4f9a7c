import { table } from "../../trainer/commands/table.ts";
import type { ContestResult, Run } from "./run-contest.ts";
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
  const measures = measuresOf(levels);
  const contestants = (contests[0]?.runs ?? []).map(({ name, who }) => ({ name, who }));
  const found = measures.map((measure) =>
    contestants.map(({ name, who }) => ({ name, who, summary: summarise(contests, name, measure) })),
  );
  const best = found.map((column, k) => bestOf(column, measures[k]?.better ?? "more"));
  const rows = (isShown: (k: number) => boolean) =>
    contestants
      .map(({ name }, row) => [
        name,
        ...measures.flatMap((_, k) =>
          isShown(k)
            ? [
                cell(
                  found[k]?.[row]?.summary ?? null,
                  isBest(found[k]?.[row]?.summary ?? null, best[k] ?? null),
                ),
              ]
            : [],
        ),
      ])
      .filter((cells) => cells.slice(1).some((text) => text !== "-"));
  const head = (isShown: (k: number) => boolean) => [
    "",
    ...measures.filter((_, k) => isShown(k)).map(({ name }) => name),
  ];
  const isRight = (k: number) => measures[k]?.better === "more";
  const isProbability = (k: number) => measures[k]?.better === "less";
  return [
    table(head(isRight), rows(isRight)),
    table(head(isProbability), rows(isProbability)),
    measures.flatMap((measure, k) => compare(measure, found[k] ?? [])).join("\n"),
    "",
  ].join("\n");
}

type Entry = { readonly name: string; readonly who: Run["who"]; readonly summary: Summary };

type Best = Entry & { readonly summary: NonNullable<Summary> };

function bestOf(column: readonly Entry[], better: Measure["better"]): Best | null {
  const sign = better === "more" ? 1 : -1;
  return column.reduce<Best | null>((best, { summary, ...entry }) => {
    if (summary === null || (best !== null && sign * (summary.mean - best.summary.mean) <= 0)) return best;
    return { ...entry, summary };
  }, null);
}

function isBest(summary: Summary, best: Entry | null): boolean {
  return summary !== null && summary.mean === best?.summary?.mean;
}

function cell(summary: Summary, starred: boolean): string {
  if (summary === null) return "-";
  const { mean, least, most } = summary;
  const range = least === most ? "" : ` (${least.toFixed(3)}-${most.toFixed(3)})`;
  return `${starred ? "*" : ""}${mean.toFixed(3)}${range}`;
}

/** The first form of hedge against the best peer, in words. */
function compare({ name, better }: Measure, column: readonly Entry[]): string[] {
  const own = column.find(({ who }) => who === "hedge");
  const peers = column.filter(({ who }) => who === "peer");
  const rival = bestOf(peers, better);
  if (own?.summary == null || rival === null) return [];
  const [mine, other] = [own.summary.mean, rival.summary.mean];
  const ahead = better === "more" ? mine - other : other - mine;
  const verdict =
    ahead > 0 ? `ahead by ${ahead.toFixed(3)}` : ahead < 0 ? `behind by ${(-ahead).toFixed(3)}` : "level";
  return [
    `${name}: ${own.name} ${mine.toFixed(3)}, best peer ${other.toFixed(3)} (${rival.name}): ${verdict}`,
  ];
}
