import { HedgeError } from "../../shared/errors.ts";
import type { DataSet } from "./data-set.ts";
import type { SkippedRow } from "./rows/labelled-row.ts";

/** Lines written out for one file and reason. The others are counted. */
const listedRows = 20;
/** Share of the rows that may be lost where `--max-bad-rows` says nothing. */
const usualShare = 0.1;

/**
 * Lines for the log about the rows: one for duplicates dropped, and one for every file and reason
 * with the rows skipped, by their lines. There are none if all rows were kept.
 */
export function describeRows({
  duplicatesDropped,
  skipped,
}: Pick<DataSet, "duplicatesDropped" | "skipped">): string[] {
  const lines: string[] = [];
  if (duplicatesDropped > 0) {
    lines.push(`${duplicatesDropped} rows dropped: same title and same path as an earlier row`);
  }
  for (const rows of groupByReason(skipped)) {
    const numbers = rows.slice(0, listedRows).map(({ row }) => row);
    const more = rows.length > listedRows ? ` and ${rows.length - listedRows} more` : "";
    const [first] = rows;
    const count = countRows(rows);
    lines.push(
      `${first?.file}: ${count} ${count === 1 ? "row" : "rows"} skipped (${first?.reason}): ` +
        `${rows.length === 1 ? "line" : "lines"} ${numbers.join(", ")}${more}`,
    );
  }
  return lines;
}

/**
 * Stops where too many rows cannot be used, and says which option may read them.
 *
 * @param used rows that can be used
 * @param most share of all rows if below 1, otherwise a number of rows; a tenth if absent
 * @throws HedgeError `bad-input`
 */
export function checkBadRows(used: number, skipped: readonly SkippedRow[], most = usualShare): void {
  const bad = skipped.filter(({ harmless }) => !harmless);
  const count = countRows(bad);
  const total = used + count;
  if (count <= (most < 1 ? most * total : most)) return;
  const groups = groupByReason(bad).sort((a, b) => countRows(b) - countRows(a));
  const [first, ...others] = groups[0] ?? [];
  const more = others.length > 0 ? ` and ${others.length} more lines` : "";
  const advice = groups.flatMap(([row]) => (row?.advice ? [row.advice] : []))[0];
  throw new HedgeError(
    "bad-input",
    `${count} of ${total} rows cannot be used, mostly for "${first?.reason}" (${first?.file}, line ${first?.row}${more}); ` +
      `${advice ? `try ${advice}, or ` : ""}mend them, or let them go with --max-bad-rows ${count}.`,
  );
}

/** Number of rows that are left out, with those that went with another. */
export function countRows(skipped: readonly SkippedRow[]): number {
  return skipped.reduce((sum, { count = 1 }) => sum + count, 0);
}

function groupByReason(skipped: readonly SkippedRow[]): SkippedRow[][] {
  const groups = Map.groupBy(skipped, ({ file, reason }) => JSON.stringify([file, reason]));
  return [...groups.values()];
}
