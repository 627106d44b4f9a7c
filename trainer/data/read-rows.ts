import { HedgeError } from "../../shared/errors.ts";
import { readCsvRecords } from "./csv-records.ts";
import type { SkippedRow } from "./data-set.ts";
import type { LabelledRow, RowsRead } from "./labelled-row.ts";

/**
 * Names of columns. `levels` go from the top of the taxonomy down. It is empty to read titles
 * alone.
 */
export type Columns = { readonly title: string; readonly levels: readonly string[] };

/**
 * Reads the rows of CSV files in order. White space around titles and labels is dropped. Lone
 * surrogates in labels become U+FFFD, since labels are written as UTF-8. Blank lines are ignored.
 * A row without a title, or with more or fewer fields than the header, is skipped and listed.
 *
 * @throws HedgeError `bad-usage` for a column asked for twice, `missing-file`, `empty-data` for a
 *   file without a header, `missing-column`, or `bad-input` for a file that is not CSV
 */
export async function readRows(files: readonly string[], columns: Columns): Promise<RowsRead> {
  checkColumnNames(columns);
  const rows: LabelledRow[] = [];
  const skipped: SkippedRow[] = [];
  for (const file of files) {
    let row = -1;
    let header: Header | null = null;
    for await (const record of readCsvRecords(file)) {
      row++;
      if (header === null) {
        header = findColumns(file, record, columns);
      } else if (record.length !== header.width) {
        if (isBlank(record)) continue;
        skipped.push({ file, row, reason: `${record.length} fields where the header has ${header.width}` });
      } else {
        const title = (record[header.title] ?? "").trim();
        const path = header.levels.map((at) => (record[at] ?? "").trim().toWellFormed());
        if (title === "") skipped.push({ file, row, reason: `no ${columns.title}` });
        else rows.push({ file, row, title, path });
      }
    }
    if (header === null) {
      throw new HedgeError("empty-data", `"${file}" is empty; it needs a header line with the column names.`);
    }
  }
  return { rows, skipped };
}

type Header = { readonly width: number; readonly title: number; readonly levels: readonly number[] };

function findColumns(file: string, record: readonly string[], columns: Columns): Header {
  const names = record.map((name) => name.trim());
  const find = (name: string) => {
    const at = names.indexOf(name);
    if (at < 0) {
      const there = names.map((known) => `"${known}"`).join(", ");
      throw new HedgeError("missing-column", `"${file}" has no column "${name}"; its columns are ${there}.`);
    }
    if (names.indexOf(name, at + 1) >= 0) {
      throw new HedgeError("bad-input", `"${file}" has two columns "${name}"; rename one of them.`);
    }
    return at;
  };
  return { width: names.length, title: find(columns.title), levels: columns.levels.map(find) };
}

function checkColumnNames({ title, levels }: Columns): void {
  const names = [title, ...levels];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new HedgeError("bad-usage", `Column "${twice}" is asked for twice; check --title and --levels.`);
  }
}

function isBlank(record: readonly string[]): boolean {
  return record.every((field) => field.trim() === "");
}
