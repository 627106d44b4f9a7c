import { createReadStream } from "node:fs";
import { CsvError, type Info, parse } from "csv-parse";
import { HedgeError } from "../../shared/errors.ts";

/** A record longer than this many characters is a quote that was never closed. */
const longestRecord = 1_000_000;

/**
 * Records of a CSV file, one after the other, the header first. A byte order mark is dropped; fields may be quoted and
 * hold line breaks; a quote inside a field that does not begin with one is an ordinary character (`12" pan`). The file
 * is read as a stream.
 *
 * @throws HedgeError `missing-file` or `bad-input` naming the file, and the row where the text stops being CSV
 */
export async function* csvRecords(file: string): AsyncGenerator<readonly string[]> {
  const input = createReadStream(file);
  const parser = parse({
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: longestRecord,
  });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const record of parser) yield record;
  } catch (error) {
    throw readingError(file, error);
  } finally {
    input.destroy();
  }
}

function readingError(file: string, error: unknown): unknown {
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
