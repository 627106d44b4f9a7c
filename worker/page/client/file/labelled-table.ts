import { csvFormatRows } from "d3-dsv";
import type { Label } from "./label-rows.ts";
import type { Table } from "./read-table.ts";

/** A file's rows with what the model says of each, as CSV for spreadsheets and scripts. */
export function labelledCsv(table: Table, labels: readonly Label[], levels: readonly string[]): string {
  const head = [...table.columns, ...addedColumns(table.columns, levels)];
  const rows = table.rows.map((row, k) => [...row, ...addedCells(labels[k], levels)]);
  return csvFormatRows([head, ...rows]);
}

/** Names of the added columns, which must not be those of the file. */
export function addedColumns(columns: readonly string[], levels: readonly string[]): string[] {
  const names = [...levels, "probability", "low", "high", "reason", "best guess", "best guess probability"];
  return names.map((name) => {
    let free = name;
    while (columns.includes(free)) free = `hedge ${free}`;
    return free;
  });
}

/** What one row gets: path, probability, interval, why no deeper, and the most probable leaf. */
export function addedCells(label: Label | undefined, levels: readonly string[]): string[] {
  const blank = (reason: string) => [...levels.map(() => ""), "", "", "", reason, "", ""];
  if (label === undefined || label.kind === "not-asked") return blank("not asked");
  if (label.kind === "refused") return blank(label.detail);
  const { answer, fallback, candidates } = label.answer;
  const [best] = candidates;
  const figure = (value: number | undefined) => (value === undefined ? "" : value.toFixed(4));
  return [
    ...levels.map((_, k) => answer?.path[k] ?? ""),
    figure(answer?.probability),
    figure(answer?.interval[0]),
    figure(answer?.interval[1]),
    fallback?.reason ?? "",
    best?.path.join(" > ") ?? "",
    figure(best?.probability),
  ];
}
