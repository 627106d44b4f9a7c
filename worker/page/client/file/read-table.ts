import { dsvFormat } from "d3-dsv";

/** Rows of a file that a visitor gave. */
export type Table = {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
  /** The column that is most likely to hold the texts. */
  readonly textColumn: number;
};

/** Names that columns of texts often have. */
const textNames = /^(title|text|name|product|description|subject|message|query|question)s?$/i;

/**
 * Reads a file as rows: CSV with commas, semicolons or tabs, a text a line, a JSON array, or a JSON
 * value a line; gzipped or not; UTF-8, UTF-16 with a mark, or Windows-1252.
 *
 * @throws Error with a sentence for a visitor
 */
export async function readTable(file: File): Promise<Table> {
  const text = await readText(file);
  const name = file.name.toLowerCase().replace(/\.gz$/, "");
  const table = /\.(json|jsonl|ndjson)$/.test(name)
    ? tableOfObjects(parseValues(text))
    : tableOfRows(parseRows(text, name));
  if (table.rows.length === 0) throw new Error("The file has no rows.");
  return table;
}

async function readText(file: File): Promise<string> {
  const isGzip = file.name.toLowerCase().endsWith(".gz");
  const stream = isGzip ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  try {
    return new TextDecoder(encodingByMark(bytes), { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The encoding that a byte order mark states, or UTF-8. */
function encodingByMark([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** Rows of cells; a text file has one cell a line. */
function parseRows(text: string, name: string): string[][] {
  if (name.endsWith(".txt")) return [["text"], ...text.split(/\r\n|\n|\r/).map((line) => [line])];
  const stated = /^sep=(.)\r?\n/i.exec(text);
  const first = text.slice(0, 10_000).split(/\r\n|\n|\r/, 1)[0] ?? "";
  const counts = [",", ";", "\t"].map((one) => first.split(one).length);
  const likely = [",", ";", "\t"][counts.indexOf(Math.max(...counts))] ?? ",";
  return dsvFormat(stated?.[1] ?? likely).parseRows(text.slice(stated?.[0].length ?? 0));
}

/** The first row names the columns. Rows without any text are blank lines. */
function tableOfRows([columns = [], ...rows]: readonly (readonly string[])[]): Table {
  const kept = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  const padded = kept.map((row) => columns.map((_, k) => row[k] ?? ""));
  return { columns, rows: padded, textColumn: likelyColumn(columns, padded) };
}

function parseValues(text: string): unknown[] {
  try {
    const whole: unknown = JSON.parse(text);
    if (Array.isArray(whole)) return whole;
  } catch {
    // Not one value, so perhaps one a line.
  }
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, k) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new Error(`Line ${k + 1} is not JSON.`);
      }
    });
}

function tableOfObjects(values: readonly unknown[]): Table {
  const objects = values.map((value) =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : { text: value },
  );
  const columns = [...new Set(objects.flatMap((one) => Object.keys(one)))];
  const rows = objects.map((one) => columns.map((name) => cellOf(one[name])));
  return { columns, rows, textColumn: likelyColumn(columns, rows) };
}

/** A value as a cell: text as it is, anything else as JSON, and nothing for what is not there. */
function cellOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/** A column with a telling name, or else the one with the longest texts. */
function likelyColumn(columns: readonly string[], rows: readonly (readonly string[])[]): number {
  const named = columns.findIndex((name) => textNames.test(name.trim()));
  if (named >= 0) return named;
  const sample = rows.slice(0, 200);
  const lengths = columns.map((_, k) => sample.reduce((sum, row) => sum + (row[k]?.length ?? 0), 0));
  return Math.max(0, lengths.indexOf(Math.max(...lengths)));
}
