import { HedgeError } from "../../../shared/errors.ts";
import { type ByteSource, openBytes } from "../bytes/byte-source.ts";
import { decodeBytes } from "../bytes/decode-bytes.ts";
import { peek } from "../bytes/peek.ts";
import { csvRecords } from "./csv-records.ts";
import { detectDialect, type WantedNames } from "./detect-dialect.ts";
import { readExcel } from "./excel-records.ts";
import { isJsonArray, jsonValues } from "./json-values.ts";
import { objectRecords } from "./object-records.ts";
import { readParquet } from "./parquet-records.ts";
import type { ReadOptions, SwallowedRows, Table, TableFacts } from "./table.ts";

/** Archives and formats that are not read, by their first bytes, with the way out. */
const unread: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x42, 0x5a, 0x68], "is packed with bzip2; unpack it, or pack it with gzip"],
  [[0xfd, 0x37, 0x7a, 0x58], "is packed with xz; unpack it, or pack it with gzip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is packed with zstd; unpack it, or pack it with gzip"],
  [[0xd0, 0xcf, 0x11, 0xe0], "is an old Excel workbook (.xls); save it as .xlsx or CSV"],
];

/** Ends of names of files that are no JSON, whatever they begin with. */
const separatedExtensions = ["csv", "tsv", "tab", "txt", "psv"];
/** Bytes of the text that the format and the dialect are told by. */
const sniffedBytes = 100_000;

/** Line that tells Excel the delimiter. */
const separatorLine = /^"?sep=(.)"?[ \t,;]*(\r\n|\n|\r)/i;

/**
 * Opens a file, whatever it is: CSV in any dialect and encoding, JSON, JSON Lines, Parquet or XLSX,
 * each also gzipped. `-` is standard input. The content says which, and the name only where it does
 * not.
 *
 * @param wanted names of the columns asked for, by which the dialect is told
 * @param allColumns whether the others are read as well, where a format would leave them out
 * @throws HedgeError `missing-file`, or `bad-input` for what cannot be read
 */
export async function openTable(
  file: string,
  wanted: WantedNames,
  options: ReadOptions,
  allColumns = false,
): Promise<Table> {
  const source = await openBytes(file);
  const { readShare } = source;
  const facts: TableFacts = { format: null, encoding: null, dialect: null, notes: [] };
  const swallowed: SwallowedRows[] = [];
  const name = (format: string | null) => {
    facts.format = source.isGzipped ? ["gzip", format].join(" ").trim() : format;
  };
  const { head } = source;
  const known = unread.find(([bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (known !== undefined) throw new HedgeError("bad-input", `"${file}" ${known[1]}.`);
  if (head.toString("latin1", 0, 4) === "PAR1") {
    name("Parquet");
    return { ...(await readParquet(source, file, allColumns ? [] : wanted)), facts, swallowed };
  }
  if (head.toString("latin1", 0, 4) === "PK\u0003\u0004") {
    name("XLSX");
    return { names: null, records: await readExcel(source, file, facts), facts, swallowed, readShare };
  }

  const text = await peekText(source, file, options, facts);
  const json = jsonFormat(text.head, file);
  if (json !== null) {
    name(json);
    const values = jsonValues(text.chunks, file, json === "JSON");
    return { ...(await objectRecords(values, file, wanted)), facts, swallowed, readShare };
  }
  name(null);
  const separator = separatorLine.exec(text.head);
  const skipLines = options.skipLines ?? (separator ? 1 : 0);
  const rest = withoutFirstLines(text.head, skipLines);
  const dialect = detectDialect(rest, wanted, options, separator?.[1]);
  facts.dialect = dialect;
  const records = csvRecords({ file, chunks: text.chunks, dialect, skipLines }, swallowed);
  return { names: null, records, facts, swallowed, readShare };
}

/** What JSON begins with, and what is taken for a damaged JSON file by its name. */
const beginsJson = /^\s*(\{\s*["}]|\[\s*[[{"\]])/;
const beginsNamedJson = /^\s*[[{"\d<(/]/;
/** A list or an object that goes on in the next lines. */
const opensJson = /^(\[|\{|\[\s*\{)$/;

/**
 * `JSON`, `JSON Lines`, or null for separated values. The first characters say so. Where the name
 * speaks for separated values, the first line must be records in JSON, or the beginning of them.
 */
function jsonFormat(head: string, file: string): "JSON" | "JSON Lines" | null {
  const extension = /\.([a-z]+)(\.gz)?$/i.exec(file)?.[1]?.toLowerCase() ?? "";
  const isNamed = ["json", "jsonl", "ndjson"].includes(extension);
  const isSeparated = separatedExtensions.includes(extension);
  const looksSo = (isNamed ? beginsNamedJson : beginsJson).test(head);
  if (!looksSo || (isSeparated && !hasJsonRecords(head.trim()))) return null;
  return isJsonArray(head) ? "JSON" : "JSON Lines";
}

function hasJsonRecords(text: string): boolean {
  const [line = "", next] = text.split(/\r?\n/, 2);
  if (!/^(\{|\[\s*[[{])/.test(line)) return opensJson.test(line.trim());
  // A file of one long line is cut.
  if (next === undefined || opensJson.test(line.trim())) return true;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Decodes a text and looks at its beginning, which ends behind a line. */
async function peekText(
  source: ByteSource,
  file: string,
  options: ReadOptions,
  facts: TableFacts,
): Promise<{ readonly head: string; readonly chunks: AsyncIterable<Buffer> }> {
  const decoded = decodeBytes(source, file, options.encoding, (encoding) => {
    facts.encoding = encoding;
  });
  const { first, hasEnded, all } = await peek(decoded, sniffedBytes + 1);
  const text = Buffer.concat(first).toString("utf8", 0, sniffedBytes);
  const end = hasEnded ? text.length : Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
  return { head: end > 0 ? text.slice(0, end) : text, chunks: all };
}

function withoutFirstLines(text: string, count: number): string {
  let rest = text;
  for (let k = 0; k < count; k++) rest = rest.replace(/^[^\r\n]*(\r\n|\n|\r|$)/, "");
  return rest;
}
