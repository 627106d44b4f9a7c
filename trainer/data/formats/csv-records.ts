import { CsvError, parse } from "csv-parse";
import { HedgeError } from "../../../shared/errors.ts";
import { countLineEnds } from "../bytes/byte-runs.ts";
import { csvOptions } from "./detect-dialect.ts";
import { countBreaks, lineEnds, swallowedLines } from "./swallowed-lines.ts";
import type { Dialect, SwallowedRows, TableRecord } from "./table.ts";

/** A record with more bytes than this is taken for a quote that was never closed. */
const maxRecordLength = 1_000_000;

/** A CSV text and how to read it. */
export type CsvText = {
  readonly file: string;
  /** UTF-8 without a byte order mark. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly dialect: Dialect;
  /** Lines at the beginning to pass over. */
  readonly skipLines: number;
};

/**
 * Reads the records of a CSV text as a stream, in batches. Cells may be quoted and may have line
 * breaks in them. A quote inside a cell that does not begin with one is an ordinary character
 * (`12" pan`). A blank line is a record of one empty cell.
 *
 * A record whose quoted cell took others with it goes to `swallowed`.
 *
 * @throws HedgeError `bad-input`, naming the line, for a quote that is never closed
 */
export async function* csvRecords(
  { file, chunks, dialect, skipLines }: CsvText,
  swallowed: SwallowedRows[],
): AsyncGenerator<readonly TableRecord[]> {
  const parsed: string[][] = [];
  const parser = parse({
    ...csvOptions(dialect),
    max_record_size: maxRecordLength,
    // Records are taken here rather than from the stream, which would lose those before an error.
    on_record: (cells: string[]) => void parsed.push(cells),
  });
  let failure: Error | null = null;
  parser.on("error", (error) => {
    failure = error;
  });
  let line = skipLines + 1;
  const widths = commonWidth();
  const takeRecords = (): TableRecord[] => {
    const batch: TableRecord[] = [];
    for (const cells of parsed) {
      const breaks = countBreaks(cells);
      if (breaks === 0) widths.count(cells);
      const lost = breaks > 0 ? swallowedLines(cells, dialect, widths.common()) : 0;
      if (lost > 0) swallowed.push({ line, rows: lost });
      else batch.push({ line, cells });
      line += 1 + breaks;
    }
    parsed.length = 0;
    return batch;
  };

  let lines = skipLines;
  let last = 0x0a;
  for await (const chunk of withoutLines(chunks, skipLines)) {
    lines += countLineEnds(chunk);
    last = chunk.at(-1) ?? last;
    await new Promise((resolve) => parser.write(chunk, resolve));
    yield takeRecords();
    if (failure !== null) throw explain(failure, file, line, lines);
  }
  if (last !== 0x0a) lines++;
  await new Promise((resolve) => parser.end(resolve));
  yield takeRecords();
  if (failure !== null) throw explain(failure, file, line, lines);
}

/** `line` is where the record begins that could not be read, `lines` the number of all lines. */
function explain(error: Error, file: string, line: number, lines: number): Error {
  if (!(error instanceof CsvError)) return error;
  const count = lines - line + 1;
  const what =
    error.code === "CSV_QUOTE_NOT_CLOSED"
      ? `never closed, so that ${count} ${count === 1 ? "line is" : "lines are"} one record`
      : `not closed within ${maxRecordLength.toLocaleString("en")} characters`;
  return new HedgeError(
    "bad-input",
    `"${file}", line ${line}: a quote opens here and is ${what}; mend the line, or take quotes as ordinary characters with --quote none.`,
    { cause: error },
  );
}

/** Keeps the commonest number of cells of the records counted, blank ones left out. */
function commonWidth() {
  const counts = new Map<number, number>();
  let common = 0;
  return {
    count(cells: readonly string[]): void {
      const width = cells.length;
      if (width === 1 && cells[0] === "") return;
      counts.set(width, (counts.get(width) ?? 0) + 1);
      if ((counts.get(width) ?? 0) > (counts.get(common) ?? 0)) common = width;
    },
    common: () => common,
  };
}

/** Text without its first lines, whatever ends them. */
async function* withoutLines(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  let begun: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (left === 0) {
      yield chunk;
      continue;
    }
    begun = Buffer.concat([begun, chunk]);
    const ends = [...begun.toString("latin1").matchAll(lineEnds)];
    const end = ends[left - 1];
    if (end === undefined || end.index + end[0].length === begun.length) continue;
    yield begun.subarray(end.index + end[0].length);
    left = 0;
  }
}
