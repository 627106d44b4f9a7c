import { type Path, pathKey } from "../../shared/tree/taxonomy.ts";
import type { LabelledRow, RowsRead, SkippedRow } from "./rows/labelled-row.ts";

/**
 * Cuts the empty labels off the end of every path. Rows whose path is then empty or still has an
 * empty label are skipped. They are listed together with those that were skipped while reading.
 */
export function trimPaths({ rows, skipped }: RowsRead, levels: readonly string[]): RowsRead {
  const trimmed: LabelledRow[] = [];
  const broken: SkippedRow[] = [];
  const ends = new Map<Path, Path>();
  for (const row of rows) {
    const path = ends.get(row.path) ?? withoutEmptyEnd(row.path);
    ends.set(row.path, path);
    const gap = path.length === 0 ? 0 : path.indexOf("");
    if (gap < 0) trimmed.push(path === row.path ? row : { ...row, path });
    else broken.push(skipRow(row, levels[gap], levels.length > 1 ? mergedCells : undefined));
  }
  return { rows: trimmed, skipped: sortInFileOrder([...skipped, ...broken], rows) };
}

/** A path without the empty labels at its end; the same array where there are none. */
export function withoutEmptyEnd(path: Path): Path {
  const length = path.findLastIndex((label) => label !== "") + 1;
  return length === path.length ? path : path.slice(0, length);
}

const mergedCells = "--fill-down, if cells were merged";

/** Makes the entry of the list of skipped rows for a row without a label on `level`. */
export function skipRow(row: LabelledRow, level = "label", advice?: string): SkippedRow {
  return { file: row.file, row: row.row, reason: `no ${level}`, ...(advice !== undefined && { advice }) };
}

/** Keeps the first of the rows with the same title and path. */
export function dropDuplicates(rows: readonly LabelledRow[]): LabelledRow[] {
  const numberOf = new Map<Path, number>();
  const numbers = new Map<string, number>();
  const number = (path: Path) => {
    const known = numberOf.get(path);
    if (known !== undefined) return known;
    const key = pathKey(path);
    const found = numbers.get(key) ?? numbers.size;
    numbers.set(key, found);
    numberOf.set(path, found);
    return found;
  };
  // A title has one path mostly, so a set is made only where it has another. That spares memory.
  const seen = new Map<string, number | Set<number>>();
  return rows.filter(({ title, path }) => {
    const one = number(path);
    const before = seen.get(title);
    if (before === undefined) {
      seen.set(title, one);
      return true;
    }
    if (typeof before !== "number") return !before.has(one) && before.add(one);
    if (before === one) return false;
    seen.set(title, new Set([before, one]));
    return true;
  });
}

/** A text that two rows share only if they have the same title and path. */
export function rowKey({ title, path }: Pick<LabelledRow, "title" | "path">): string {
  return JSON.stringify([title, ...path]);
}

/** Sorts skipped rows by file, in the order in which files were read, and by row. */
export function sortInFileOrder(skipped: readonly SkippedRow[], rows: readonly LabelledRow[]): SkippedRow[] {
  const order = new Map<string, number>();
  for (const list of [rows, skipped])
    for (const { file } of list) if (!order.has(file)) order.set(file, order.size);
  const place = ({ file }: SkippedRow) => order.get(file) ?? 0;
  return skipped.toSorted((a, b) => place(a) - place(b) || a.row - b.row);
}
