import type { DataSet, SkippedRow } from "./data-set.ts";

/** Row numbers written out for one file and reason; the rest is counted. */
const listed = 20;

/**
 * What a reader of the log should know about the rows, a line each: duplicates dropped, and for every file and reason the
 * rows that were skipped. Nothing if there is nothing to say.
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
    const numbers = rows.slice(0, listed).map(({ row }) => row);
    const more = rows.length > listed ? ` and ${rows.length - listed} more` : "";
    const [first] = rows;
    lines.push(
      `${first?.file}: ${rows.length} rows skipped (${first?.reason}): ${numbers.join(", ")}${more}`,
    );
  }
  return lines;
}

function groupByReason(skipped: readonly SkippedRow[]): SkippedRow[][] {
  const groups = Map.groupBy(skipped, ({ file, reason }) => JSON.stringify([file, reason]));
  return [...groups.values()];
}
