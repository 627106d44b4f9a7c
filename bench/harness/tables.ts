import { table } from "../../trainer/commands/output/table.ts";

/** A column of a table: its head, and its cell for a row. */
export type Column<Row> = readonly [head: string, cell: (row: Row) => string];

/** A table as text, a line for each row. */
export function columnTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return table(
    columns.map(([head]) => head),
    rows.map((row) => columns.map(([, cell]) => cell(row))),
  );
}

/** The same table on its side, for few rows with many columns. */
export function sidewaysTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const [first, ...lines] = columns.map(([head, cell]) => [head, ...rows.map(cell)]);
  return table(first ?? [], lines);
}

/** The same in Markdown. All columns but the first hold numbers. */
export function columnMarkdown<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const heads = columns.map(([head]) => head);
  const lines = rows.map((row) => columns.map(([, cell]) => cell(row)));
  return markdownTable(heads, lines, true);
}

/** A table in Markdown, a line for each row. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = false,
): string[] {
  const line = (texts: readonly string[]) => `| ${texts.join(" | ")} |`;
  return [line(head), line(head.map((_, k) => (numbers && k > 0 ? "---:" : "---"))), ...rows.map(line)];
}
