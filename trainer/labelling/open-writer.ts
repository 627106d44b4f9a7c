import { extname } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { openParquetWriter } from "./parquet-writer.ts";
import type { OutputShape, RowWriter } from "./row-writer.ts";
import { openCsvWriter, openJsonWriter } from "./text-writers.ts";

/** Formats that can be written. */
export type OutputFormat = "csv" | "tsv" | "json-lines" | "parquet";

const formats: Readonly<Record<string, OutputFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "json-lines",
  ".ndjson": "json-lines",
  ".parquet": "parquet",
};

/**
 * The format that a file is to have, by the end of its name.
 *
 * @throws HedgeError `bad-usage` for another ending
 */
export function outputFormat(file: string): OutputFormat {
  const format = formats[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  throw new HedgeError(
    "bad-usage",
    `--out "${file}" must end in ${Object.keys(formats).join(", ")}, which says its format.`,
  );
}

/** Opens a writer for a file, or for standard output where `file` is null. */
export async function openWriter(
  format: OutputFormat,
  file: string | null,
  shape: OutputShape,
): Promise<RowWriter> {
  if (format === "parquet" && file !== null) return await openParquetWriter(file, shape);
  if (format === "json-lines") return await openJsonWriter(file, shape);
  return await openCsvWriter(file, shape, format === "tsv" ? "\t" : ",");
}
