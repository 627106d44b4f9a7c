import { createReadStream } from "node:fs";
import { CsvError, type Info, parse } from "csv-parse";
import { HedgeError } from "../../shared/errors.ts";

/** A record with more characters than this is taken for a quote that was never closed. */
const maxRecordLength = 1_000_000;

/**
 * Reads the records of a CSV file as a stream, the header first. A byte order mark is dropped.
 * Fields may be quoted and may have line breaks in them. A quote inside a field that does not
 * begin with one is an ordinary character (`12" pan`).
 *
 * @throws HedgeError `missing-file`, or `bad-input` naming the file and the row that is not CSV
 */
export async function* readCsvRecords(file: string): AsyncGenerator<readonly string[]> {
  const input = createReadStream(file);
  const parser = parse({
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: maxRecordLength,
  });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const record of parser) yield record;
  } catch (error) {
    throw explainReadFailure(file, error);
  } finally {
    input.destroy();
  }
}

function explainReadFailure(file: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof CsvError) {
    const { records } = error as CsvError & Info;
    const what =
      code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE"
        ? `a quote that opens in row ${records} or later is never closed`
        : `row ${records} is not CSV (${error.message})`;
    return new HedgeError("bad-input", `"${file}": ${what}; mend the file.`, { cause: error });
  }
  if (code === "ENOENT") return new HedgeError("missing-file", `There is no file "${file}"; check --data.`);
  if (code === "EISDIR") {
    return new HedgeError(
      "bad-input",
      `"${file}" is a folder; name the CSV files in it, for example "${file}/*.csv".`,
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    return new HedgeError("bad-input", `"${file}" may not be read; check its permissions.`, { cause: error });
  }
  return error;
}
