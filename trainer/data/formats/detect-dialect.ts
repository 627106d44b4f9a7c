import type { Options } from "csv-parse";
import { parse as parseText } from "csv-parse/sync";
import { countBreaks, lineEnds, swallowedLines } from "./swallowed-lines.ts";
import { comparableName, type Dialect, type ReadOptions } from "./table.ts";

/** Delimiters that are tried, the commonest first. */
const delimiters = [",", ";", "\t", "|", "^", "~", "\u0001", "\u001f"];
/** Delimiters of files that often have no quoted cells: a quote is a character like others. */
const rarelyQuoted = ["\t", "\u0001", "\u001f"];
/** A delimiter that no file of one column has. */
const noDelimiter = "\u001f";
/** Records at the beginning among which the header is looked for. */
export const headerRecords = 50;

/** Names of columns asked for, in the ways in which a file may have them. */
export type WantedNames = readonly (readonly string[])[];

type Candidate = {
  readonly dialect: Dialect;
  readonly score: number;
  readonly columns: number;
  /** Share of the lines that are joined to the one before. */
  readonly joined: number;
  /** Whether a quote that is left open takes rows with it. */
  readonly losesRows: boolean;
};

/** Options of csv-parse for a dialect. Any mixture of CRLF, LF and CR ends lines. */
export function csvOptions(dialect: Dialect): Options {
  return {
    delimiter: dialect.delimiter,
    quote: dialect.quote ?? false,
    escape: dialect.escape ?? false,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_quotes: true,
    relax_column_count: true,
  };
}

/**
 * Tells the dialect of a file by its first lines. The delimiter and quote are those by which one of
 * the records names all columns asked for, and by which the records below it fit the header best.
 *
 * @param head text of whole lines
 * @param wanted names of the columns asked for, in one or several ways
 * @param suggested delimiter that the file names itself; it counts if the header is found by it
 */
export function detectDialect(
  head: string,
  wanted: WantedNames,
  given: ReadOptions,
  suggested?: string,
): Dialect {
  const quote = given.quote === "none" ? null : (given.quote ?? '"');
  const plain = (delimiter: string): Dialect => ({ delimiter, quote, escape: given.escape ?? quote });
  const names = wanted.map((way) => way.map(comparableName));
  const tried = (dialects: readonly Dialect[]) =>
    dialects.map((dialect) => ({ dialect, ...scoreDialect(head, dialect, names) }));
  const isNamed = suggested !== undefined && tried([plain(suggested)]).some(({ score }) => score >= 1);
  const delimiter = given.delimiter ?? (isNamed ? suggested : undefined);
  const separators = delimiter === undefined ? delimiters : [delimiter];

  let best = bestOf(tried(separators.map(plain)));
  const isGiven = given.quote !== undefined || given.escape !== undefined;
  if (best.score < perfect && !isGiven) {
    const others = otherQuotes(head, best.losesRows);
    const tries = separators.flatMap((one) => others(one));
    best = bestOf([best, ...tried(tries)].map(countJoined));
  }
  const isOneColumn = best.columns === 1 && delimiter === undefined;
  return isOneColumn ? { ...best.dialect, delimiter: noDelimiter } : best.dialect;
}

/**
 * Cells that were read with their quotes, or close otherwise than they should. Single quotes count
 * where most records have them: a title may stand in such quotes for other reasons.
 */
const doubleQuote = /^\s*"/;
const singleQuoted = /^\s*'.*'\s*$/s;

/**
 * Dialects with other quotes that a text gives reason to try: a backslash before a quote, single
 * quotes in most lines or around a delimiter, or no quotes where double ones lose rows and the
 * delimiter rarely has them.
 */
function otherQuotes(head: string, losesRows: boolean): (delimiter: string) => Dialect[] {
  const lines = head.split(lineEnds).filter((line) => line.trim() !== "");
  const single = lines.filter((line) => /'.*'/.test(line)).length > lines.length / 2;
  return (delimiter) => {
    const isSingle = single || quotesDelimiter(lines, delimiter);
    return [
      ...(head.includes('\\"') ? [{ delimiter, quote: '"', escape: "\\" }] : []),
      ...(isSingle ? [{ delimiter, quote: "'", escape: "'" }] : []),
      ...(isSingle && head.includes("\\'") ? [{ delimiter, quote: "'", escape: "\\" }] : []),
      ...(losesRows && rarelyQuoted.includes(delimiter) ? [{ delimiter, quote: null, escape: null }] : []),
    ];
  };
}

/** Whether there is a cell in single quotes with the delimiter or the end of a line in it. */
function quotesDelimiter(lines: readonly string[], delimiter: string): boolean {
  const cells = ["", ...lines, ""].join(delimiter).split(`${delimiter}'`).slice(1);
  return cells.some((cell) => cell.split(`'${delimiter}`, 1)[0]?.includes(delimiter) ?? false);
}

/** A header that names all columns, and every record fits it. */
const perfect = 2;

/** Among dialects of several quotes, one is worse that joins lines to a record. */
function countJoined(candidate: Candidate): Candidate {
  return { ...candidate, score: candidate.score - candidate.joined / 2 };
}

/** The best candidate, the first of equals. */
function bestOf(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, one) => (one.score > best.score ? one : best));
}

/**
 * From 0 to 2: the share of records that fit the header, and 1 more if the header names all columns
 * asked for. A record fits if it has no more cells than the header, beside empty ones at its end,
 * and no quotes left over.
 */
function scoreDialect(head: string, dialect: Dialect, names: WantedNames): Omit<Candidate, "dialect"> {
  const all = parseHead(head, dialect);
  const records = all.map(withoutEmptyEnd);
  const filled = records.filter((record) => record.length > 0);
  const named = filled.findIndex((record, at) => at < headerRecords && namesAll(record, names));
  const isNamed = named >= 0;
  const width = isNamed ? (filled[named]?.length ?? 0) : mostCommon(filled.map(({ length }) => length));
  const below = isNamed ? filled.slice(named) : filled;
  const quoted = below.filter((record) => record.some((cell) => singleQuoted.test(cell)));
  const left = [
    ...(below.flat().filter((cell) => doubleQuote.test(cell)).length > quotesAtStart(head, dialect)
      ? [doubleQuote]
      : []),
    ...(quoted.length > below.length / 2 ? [singleQuoted] : []),
  ];
  const fits = (record: readonly string[]) =>
    swallowedLines(record, dialect, width) === 0 &&
    (isNamed ? record.length <= width : record.length === width) &&
    !record.some((cell) => left.some((pattern) => pattern.test(cell)));
  const lines = head.split(lineEnds).length - Number(/[\r\n]$/.test(head));
  const joined = Math.max(0, lines - all.length);
  // Records that are complete nowhere in the head do not fit either.
  const lost = Math.max(0, joined - all.reduce((sum, record) => sum + countBreaks(record), 0));
  const losesRows = lost > 0 || all.some((record) => swallowedLines(record, dialect, width) > 0);
  const share = below.filter(fits).length / Math.max(1, below.length + lost);
  // One column is what is left if no delimiter parts the lines evenly.
  const scoreWithoutNames = width > 1 ? share : share / 4;
  const score = isNamed ? 1 + share : scoreWithoutNames;
  return { score, columns: width, joined: joined / lines, losesRows };
}

/** Number of quoted cells whose text begins with a quote itself, as `"""Ludo"" set"` does. */
function quotesAtStart(head: string, { delimiter, quote, escape: before }: Dialect): number {
  if (quote === null || before === null) return 0;
  const start = quote + before + quote;
  return [delimiter, "\n", "\r"].reduce((sum, end) => sum + head.split(end + start).length - 1, 0);
}

/** Whether a record has all the names of one of the ways. */
function namesAll(record: readonly string[], names: WantedNames): boolean {
  const there = new Set(record.map(comparableName));
  return names.some((way) => way.every((name) => there.has(name)));
}

/** Records of a text; those that were complete where it cannot be parsed to the end. */
function parseHead(head: string, dialect: Dialect): string[][] {
  const records: string[][] = [];
  const options = { ...csvOptions(dialect), on_record: (record: string[]) => void records.push(record) };
  try {
    parseText(head, options);
  } catch {
    // A quoted cell goes on behind the head.
  }
  return records;
}

function withoutEmptyEnd(record: readonly string[]): readonly string[] {
  return record.slice(0, record.findLastIndex((cell) => cell.trim() !== "") + 1);
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}
