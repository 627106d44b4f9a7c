import { open } from "node:fs/promises";
import { formatCsv } from "../data/formats/csv-text.ts";
import type { Cell } from "../data/formats/table.ts";
import { writeOut } from "../files/write-out.ts";
import type { AddedValue } from "./answer-cells.ts";
import { type OutputRow, type OutputShape, type RowWriter, uniqueNames } from "./row-writer.ts";

/** Opens a file of separated values, or standard output for null, and writes the header. */
export async function openCsvWriter(
  file: string | null,
  shape: OutputShape,
  delimiter: "," | "\t",
): Promise<RowWriter> {
  const { begin, rows } = csvFormatter(shape, delimiter);
  const writer = await openTextWriter(file, rows);
  await writer.writeText(begin);
  return writer;
}

/** Opens a file of JSON Lines: a row is an object, values of JSON and Parquet keep their types. */
export async function openJsonWriter(file: string | null, { own, added }: OutputShape): Promise<RowWriter> {
  const names = uniqueNames(own);
  const line = ({ cells, source, added: values }: OutputRow) => {
    const before = source ?? Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]));
    const behind = Object.fromEntries(added.map(({ name }, at) => [name, values[at] ?? null]));
    return `${JSON.stringify({ ...before, ...behind }, withoutBigInt)}\n`;
  };
  return await openTextWriter(file, (rows) => rows.map(line).join(""));
}

/** Texts of a CSV file: its header, and rows. */
function csvFormatter(
  { own, added, escapeFormulas }: OutputShape,
  delimiter: "," | "\t",
): { readonly begin: string; rows(rows: readonly OutputRow[]): string } {
  const escaped = escapeFormulas ? escapeFormula : (text: string) => text;
  const format = (records: readonly (readonly string[])[]) => {
    return formatCsv(
      records.map((record) => record.map(escaped)),
      delimiter,
    );
  };
  return {
    begin: format([[...own, ...added.map(({ name }) => name)]]),
    rows: (rows) =>
      format(
        rows.map(({ cells, added: values }) => [
          ...own.map((_, at) => cellText(cells[at] ?? "")),
          ...values.map(valueText),
          // Cells that no column has: behind all others, so that no column moves.
          ...cells.slice(own.length).map(cellText),
        ]),
      ),
  };
}

async function openTextWriter(
  file: string | null,
  format: (rows: readonly OutputRow[]) => string,
): Promise<RowWriter & { writeText(text: string): Promise<void> }> {
  const handle = file === null ? null : await open(file, "w");
  const writeText = (text: string) => handle?.appendFile(text) ?? writeOut(text);
  return {
    writeText,
    write: (rows) => writeText(format(rows)),
    finish: async () => {},
    close: async () => {
      await handle?.close();
    },
  };
}

/** A number is no formula, whatever its sign. */
const plainNumber = /^[+-]?\d+([.,]\d+)*%?$/;

/**
 * A cell that spreadsheets show and do not run: with an apostrophe before what may begin a formula.
 */
function escapeFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** A cell as text: a list of names as JSON, which is read back as a path. */
export function cellText(cell: Cell): string {
  return typeof cell === "string" ? cell : JSON.stringify(cell);
}

/** Numbers with the digits that mean something. */
function valueText(value: AddedValue): string {
  if (typeof value !== "number") return value ?? "";
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

/** Whole numbers of Parquet, as numbers where JavaScript can tell them apart, else as text. */
function withoutBigInt(_key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
