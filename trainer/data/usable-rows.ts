import type { SkippedRow } from "./data-set.ts";
import type { LabelledRow, RowsRead } from "./labelled-row.ts";

/**
 * Cuts the empty labels off the end of every path, and skips rows whose path then is empty or has an empty label in it.
 * Skipped rows are listed together with those that reading skipped.
 */
export function wholePaths({ rows, skipped }: RowsRead, levels: readonly string[]): RowsRead {
  const whole: LabelledRow[] = [];
  const broken: SkippedRow[] = [];
  for (const row of rows) {
    const path = row.path.slice(0, row.path.findLastIndex((label) => label !== "") + 1);
    const gap = path.length === 0 ? 0 : path.indexOf("");
    if (gap < 0) whole.push({ ...row, path });
    else broken.push(without(row, levels[gap]));
  }
  return { rows: whole, skipped: inFileOrder([...skipped, ...broken], rows) };
}

/** The entry of the list of skipped rows for a row without its label on `level`. */
export function without(row: LabelledRow, level = "label"): SkippedRow {
  return { file: row.file, row: row.row, reason: `no ${level}` };
}

/** Rows whose title and path have not been seen before, in their order. */
export function distinctRows(rows: readonly LabelledRow[]): LabelledRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = rowKey(row);
    return !seen.has(key) && seen.add(key);
  });
}

/** Title and path as one text, different for different ones whatever characters they hold. */
export function rowKey({ title, path }: Pick<LabelledRow, "title" | "path">): string {
  return JSON.stringify([title, ...path]);
}

/** Skipped rows as they stand in the files, the files in the order they were read. */
export function inFileOrder(skipped: readonly SkippedRow[], rows: readonly LabelledRow[]): SkippedRow[] {
  const files = [...new Set([...rows, ...skipped].map(({ file }) => file))];
  return skipped.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.row - b.row);
}
