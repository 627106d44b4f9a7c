import { maxTitleLength } from "../../shared/answer/truncate-title.ts";
import { HedgeError } from "../../shared/errors.ts";
import { peek } from "./bytes/peek.ts";
import { type Columns, wantedNames } from "./columns/columns.ts";
import { describeAbove, type FoundHeader, findHeader, isBlank } from "./columns/find-columns.ts";
import { describeTable } from "./formats/describe-table.ts";
import { headerRecords } from "./formats/detect-dialect.ts";
import { openTable } from "./formats/open-table.ts";
import type { ReadOptions, Table } from "./formats/table.ts";
import type { FileRows } from "./rows/labelled-row.ts";
import { partPaths } from "./rows/part-paths.ts";
import { pathInterner } from "./rows/path-interner.ts";
import { type RowSink, recordReader } from "./rows/record-reader.ts";

/** How to read files, and what to make of their cells. */
export type RowOptions = ReadOptions & {
  /** Fill empty labels from the row above, as merged cells leave them. */
  readonly fillDown?: boolean;
  /** Text between the names of a path, `json` or `none`; detected if absent. */
  readonly pathSeparator?: string;
};

/**
 * Reads the rows of files in order, whatever their format. White space around titles and labels is
 * dropped. Lone surrogates in labels become U+FFFD, since labels are written as UTF-8. Blank
 * records are passed over, and cells missing at the end of a record are empty. Records that cannot
 * be used are skipped and listed.
 *
 * @throws HedgeError `bad-usage` for a column asked for twice, `missing-file`, `empty-data` for a
 *   file without a record, `missing-column`, or `bad-input` for what cannot be read
 */
export async function readRows(
  files: readonly string[],
  columns: Columns,
  options: RowOptions = {},
): Promise<FileRows> {
  checkColumnNames(columns);
  const sink: RowSink = { rows: [], skipped: [], cut: [], intern: pathInterner(), unparted: new Set() };
  const readAs = new Map<string, string[]>();
  let pathColumn = columns.path;
  for (const file of files) {
    const table = await openTable(file, wantedNames(columns), options);
    const { header, note } = await readTable(file, table, columns, options, sink);
    if (header.columns.holdsPaths) pathColumn = header.names[header.columns.levels[0] ?? 0];
    const how = [...describeTable(table.facts, header.names.length), ...note].join("; ");
    if (how !== "") readAs.set(how, [...(readAs.get(how) ?? []), file]);
  }
  const notes = [...readAs].map(([how, [first, ...more]]) =>
    more.length > 0 ? `${first} and ${more.length} more files: ${how}` : `${first}: ${how}`,
  );
  const { rows, levels, note } = partPaths(sink, columns, pathColumn, options.pathSeparator);
  return {
    rows,
    skipped: sink.skipped,
    levels,
    notes: [...notes, ...note, ...(sink.cut[0] ? [describeCut(sink.cut[0], sink.cut.length)] : [])],
  };
}

/** A line about `count` titles that were too long, the first of which stands where `first` says. */
export function describeCut(first: { readonly file: string; readonly row: number }, count: number): string {
  const most = maxTitleLength.toLocaleString("en");
  const titles = count === 1 ? "1 title is" : `${count} titles are`;
  return `${titles} cut to ${most} characters, the first in ${first.file}, line ${first.row}`;
}

/** Reads one file into `sink`. */
async function readTable(
  file: string,
  table: Table,
  columns: Columns,
  { fillDown = false }: RowOptions,
  sink: RowSink,
): Promise<{ readonly header: FoundHeader; readonly note: readonly string[] }> {
  const { first, all } = await peek(table.records, headerRecords);
  const records = first.flat();
  if (table.names === null && records.every(({ cells }) => isBlank(cells))) {
    throw new HedgeError("empty-data", `"${file}" is empty; it needs a header line with the column names.`);
  }
  const header = findHeader(file, table.names, records.slice(0, headerRecords), columns);
  const read = recordReader(file, header, columns, fillDown, sink);
  let left = header.record + 1;
  for await (const batch of all) {
    for (const record of batch) {
      if (left > 0) left--;
      else read(record);
    }
  }
  for (const { line, rows } of table.swallowed) {
    sink.skipped.push({
      file,
      row: line,
      reason: `a quote opens here and is closed in line ${line + rows - 1}, so that ${rows} lines are one record`,
      count: rows,
      advice: "--quote none, which takes quotes as ordinary characters",
    });
  }
  return { header, note: describeAbove(header, records) };
}

function checkColumnNames({ title, levels, path }: Columns): void {
  const names = [...(title === null ? [] : [title]), ...(path === undefined ? levels : [path])];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new HedgeError("bad-usage", `Column "${twice}" is asked for twice; check --title and --levels.`);
  }
}
