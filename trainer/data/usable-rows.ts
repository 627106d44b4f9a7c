import type { SkippedRow } from "./data-set.ts";
import type { LabelledRow, RowsRead } from "./labelled-row.ts";

/**
 * Cuts the empty labels off the end of every path. Rows whose path is then empty or still has an
 * empty label are skipped. They are listed together with those that were skipped while reading.
 */
export function trimPaths({ rows, skipped }: RowsRead, levels: readonly string[]): RowsRead {
  const trimmed: LabelledRow[] = [];
  const broken: SkippedRow[] = [];
  for (const row of rows) {
    const path = row.path.slice(0, row.path.findLastIndex((label) => label !== "") + 1);
    const gap = path.length === 0 ? 0 : path.indexOf("");
    if (gap < 0) trimmed.push({ ...row, path });
    else broken.push(skipRow(row, levels[gap]));
  }
  return { rows: trimmed, skipped: sortInFileOrder([...skipped, ...broken], rows) };
}

/** Makes the entry of the list of skipped rows for a row without a label on `level`. */
export function skipRow(row: LabelledRow, level = "label"): SkippedRow {
  return { file: row.file, row: row.row, reason: `no ${level}` };
}

/** Keeps the first of the rows with the same title and path. */
export function dropDuplicates(rows: readonly LabelledRow[]): LabelledRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = rowKey(row);
    return !seen.has(key) && seen.add(key);
  });
}

/** A text that two rows share only if they have the same title and path. */
export function rowKey({ title, path }: Pick<LabelledRow, "title" | "path">): string {
  return JSON.stringify([title, ...path]);
}

/** Sorts skipped rows by file, in the order in which files were read, and by row. */
export function sortInFileOrder(skipped: readonly SkippedRow[], rows: readonly LabelledRow[]): SkippedRow[] {
  const files = [...new Set([...rows, ...skipped].map(({ file }) => file))];
  return skipped.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.row - b.row);
}
