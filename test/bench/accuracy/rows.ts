import type { LabelledRow } from "../../../trainer/data/rows/labelled-row.ts";

/** Rows from `[title, ...path]`. */
export function rowsOf(...lines: readonly (readonly string[])[]): LabelledRow[] {
  return lines.map(([title = "", ...path], k) => ({ file: "rows.csv", row: k + 1, title, path }));
}
