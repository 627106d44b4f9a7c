import type { DataSet, SkippedRow } from "./data-set.ts";

/** Row numbers written out for one file and reason. The others are counted. */
const listedRows = 20;

/**
 * Lines for the log about the rows: one for duplicates dropped, and one for every file and reason
 * with the rows skipped. There are none if all rows were kept.
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
