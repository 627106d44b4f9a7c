import type { Dialect } from "./table.ts";

/** Any end of a line. */
export const lineEnds = /\r\n|\n|\r/g;
/** Least number of lines inside a cell that are taken for records if all of them look like one. */
const fewestLines = 2;

/** Number of line breaks in the cells of a record. */
export function countBreaks(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes("\n") || cell.includes("\r")) breaks += cell.match(lineEnds)?.length ?? 0;
  }
  return breaks;
}

/**
 * Number of lines that a cell took with it by a quote that was left open: 0 where its line breaks
 * are its own. Such a cell closes in the middle, where the next quote opens in a line below, and
 * its first line has as many cells as are left of a record. Or its inner lines all have as many
 * cells as a record.
 *
 * @param width number of cells of a record
 */
export function swallowedLines(cells: readonly string[], dialect: Dialect, width: number): number {
  for (const [column, cell] of cells.entries()) {
    const lines = cell.split(lineEnds);
    if (lines.length === 1) continue;
    const cellsOf = (line = "") => line.split(dialect.delimiter).length;
    const [first = ""] = lines;
    const closing = dialect.quote === null ? -1 : cell.indexOf(dialect.quote, 1);
    const closesInTheMiddle =
      dialect.quote !== null &&
      cell.startsWith(dialect.quote) &&
      closing > first.length &&
      closing < cell.length - 1 &&
      cellsOf(first) >= width - column;
    const inner = lines.slice(1, -1);
    const looksLikeRecords =
      width > 1 && inner.length >= fewestLines && inner.every((line) => cellsOf(line) >= width);
    if (closesInTheMiddle || looksLikeRecords) return lines.length;
  }
  return 0;
}
