import { table } from "../../trainer/commands/output/table.ts";
import type { CandidateSummary, Comparison, PairedDifference } from "./compare-candidates.ts";

/** Sizes of the folds, the table, and what its names mean. */
export function showComparison(levels: readonly string[], { summaries, parts }: Comparison): string {
  const sizes = parts.map(
    ({ part, trainingRows, heldOutRows, unseen }) =>
      `part ${part}: ${trainingRows} rows train, ${heldOutRows} are held out; ${unseen} more left out, since their class does not train`,
  );
  const meanings = summaries.map(({ name, what }) => `${name}: ${what}`);
  return [...sizes, "", showTable(levels, summaries), ...meanings, ""].join("\n");
}

/** All candidates; the least log-loss of the leaves is starred. */
function showTable(levels: readonly string[], summaries: readonly CandidateSummary[]): string {
  const upwards = levels.map((name, level) => ({ name, level })).reverse();
  const lossOf = ({ levels: found }: CandidateSummary) => found.at(-1)?.logLoss ?? Number.NaN;
  const least = Math.min(...summaries.map(lossOf));
  const rows = summaries.map((summary) => {
    const { name, difference, manyDraws, leapfrogs, cpuSeconds, maxRHat, features } = summary;
    const at = (level: number) => summary.levels[level];
    return [
      name,
      ...upwards.map(
        ({ level }, k) =>
          `${k === 0 && lossOf(summary) === least ? "*" : ""}${at(level)?.logLoss.toFixed(3) ?? ""}`,
      ),
      showDifference(difference),
      manyDraws.logLoss.toFixed(3),
      showDifference(manyDraws.difference),
      ...upwards.map(({ level }) => at(level)?.accuracy.toFixed(3) ?? ""),
      ...upwards.map(({ level }) => at(level)?.ece.toFixed(3) ?? ""),
      features.toFixed(0),
      leapfrogs.toFixed(1),
      cpuSeconds.toFixed(0),
      maxRHat.toFixed(2),
    ];
  });
  return table(
    [
      "",
      ...upwards.map(({ name }) => `log-loss ${name}`),
      "difference (s.e.)",
      "many draws",
      "difference (s.e.)",
      ...upwards.map(({ name }) => name),
      ...upwards.map(({ name }) => `ECE ${name}`),
      "features",
      "leapfrogs",
      "CPU s",
      "R-hat",
    ],
    rows,
  );
}

function showDifference({ mean, standardError }: PairedDifference): string {
  return standardError === null
    ? ""
    : `${mean < 0 ? "" : "+"}${mean.toFixed(3)} (${standardError.toFixed(3)})`;
}
