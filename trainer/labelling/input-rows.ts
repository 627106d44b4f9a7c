import { HedgeError } from "../../shared/errors.ts";
import { peek } from "../data/bytes/peek.ts";
import { describeAbove, findHeader, isBlank } from "../data/columns/find-columns.ts";
import { describeTable } from "../data/formats/describe-table.ts";
import { headerRecords } from "../data/formats/detect-dialect.ts";
import { openTable } from "../data/formats/open-table.ts";
import {
  asText,
  comparableName,
  type ReadOptions,
  type Table,
  type TableRecord,
} from "../data/formats/table.ts";

/** A row as it was read: the cells of all columns, and the title among them. */
export type InputRow = { readonly record: TableRecord; readonly title: string };

/** The rows of a file below its header, blank ones too. */
export type InputFile = {
  readonly file: string;
  /** Names of all columns. */
  readonly names: readonly string[];
  /** Whether values of the records have one type in each column. */
  readonly isTyped: boolean;
  /** Whether the rows are so few that they have been read already. */
  readonly isShort: boolean;
  readonly rows: AsyncIterable<readonly InputRow[]>;
  readonly readShare: Table["readShare"];
  /** How the file was read, in sentences; complete when all rows are read. */
  notes(): string[];
};

/**
 * Opens a file of titles in any format. Every row below the header is given, whatever it holds.
 *
 * @throws HedgeError as `openTable` does, `missing-column`, and `bad-input` while reading, for
 *   quotes that are left open, since their rows could not be told apart
 */
export async function openInput(file: string, title: string, options: ReadOptions): Promise<InputFile> {
  const table = await openTable(file, [[title]], options, true);
  const { first, hasEnded, all } = await peek(table.records, headerRecords);
  const records = first.flat();
  if (table.names === null && records.every(({ cells }) => isBlank(cells))) {
    throw new HedgeError("empty-data", `"${file}" is empty; it needs a header line with the column names.`);
  }
  const header = findHeader(file, table.names, records.slice(0, headerRecords), { title, levels: [] });
  const titleAt = header.columns.title;
  async function* rows() {
    let left = header.record + 1;
    for await (const batch of all) {
      const below = batch.slice(left);
      left = Math.max(0, left - batch.length);
      checkQuotes(file, table);
      yield below.map((record) => ({
        record: withoutEmptyEnd(record, header.names.length),
        title: asText(record.cells[titleAt] ?? "").trim(),
      }));
    }
    checkQuotes(file, table);
  }
  return {
    file,
    names: header.names,
    isTyped: table.facts.format?.endsWith("Parquet") ?? false,
    isShort: hasEnded,
    rows: rows(),
    readShare: table.readShare,
    notes: () => [
      ...describeTable(table.facts, header.names.length),
      ...describeAbove(header, records.slice(0, headerRecords)),
    ],
  };
}

/** A record without empty cells behind the last column. */
function withoutEmptyEnd(record: TableRecord, columns: number): TableRecord {
  const { cells } = record;
  const isLonger = cells.length > columns && isBlank(cells.slice(columns));
  return isLonger ? { ...record, cells: cells.slice(0, columns) } : record;
}

/** Rows that a thread gets at a time. */
const pieceSize = 500;

/** The rows in pieces of a like size, whatever the batches in which they were read. */
export async function* inPieces(
  rows: AsyncIterable<readonly InputRow[]>,
): AsyncGenerator<readonly InputRow[]> {
  for await (const batch of rows) {
    for (let at = 0; at < batch.length; at += pieceSize) yield batch.slice(at, at + pieceSize);
  }
}

/** Stops at a quote that took rows with it. */
function checkQuotes(file: string, { swallowed: [first] }: Table): void {
  if (first === undefined) return;
  throw new HedgeError(
    "bad-input",
    `"${file}", line ${first.line}: a quote opens here and is closed in line ${first.line + first.rows - 1}, ` +
      `so that ${first.rows} lines are one row; mend the line, or take quotes as ordinary characters with --quote none.`,
  );
}

/**
 * Checks that a further file has the columns of the first one, in the same order.
 *
 * @throws HedgeError `bad-input`
 */
export function checkSameColumns(first: InputFile, other: InputFile): void {
  const isSame = (name: string, at: number) => comparableName(name) === comparableName(other.names[at] ?? "");
  if (first.names.length === other.names.length && first.names.every(isSame)) return;
  throw new HedgeError(
    "bad-input",
    `"${other.file}" has other columns than "${first.file}"; label the files one by one.`,
  );
}
