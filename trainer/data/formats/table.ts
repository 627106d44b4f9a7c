/** A cell: text, or the names of a path where the file holds a list of them. */
export type Cell = string | readonly string[];

/** One record of a table. `line` is the number that an editor or a spreadsheet shows, from 1. */
export type TableRecord = {
  readonly line: number;
  readonly cells: readonly Cell[];
  /** The record as it stands in a format that has values of several types under names. */
  readonly source?: Readonly<Record<string, unknown>>;
};

/** How the cells of a text file are separated and quoted. */
export type Dialect = {
  readonly delimiter: string;
  /** Character around quoted cells; null for none. */
  readonly quote: string | null;
  /** What stands before a quote inside a quoted cell: the quote once more, or a backslash. */
  readonly escape: string | null;
};

/** How to read a file where it is not to be detected. */
export type ReadOptions = {
  /** Label of an encoding that `TextDecoder` knows. */
  readonly encoding?: string;
  readonly delimiter?: string;
  /** `none` for files without quoted cells. */
  readonly quote?: string;
  readonly escape?: string;
  /** Lines above the header. */
  readonly skipLines?: number;
};

/** What was found out about a file while reading it. It is complete when all records are read. */
export type TableFacts = {
  /** Format and compression in words, for example `gzip JSON Lines`; null for plain CSV. */
  format: string | null;
  /** In words, for example `Windows-1252`; null for UTF-8. */
  encoding: string | null;
  dialect: Dialect | null;
  /** Other things that a user should know. */
  readonly notes: string[];
};

/** A quoted cell that took rows with it, because its quote is closed nowhere or much later. */
export type SwallowedRows = { readonly line: number; readonly rows: number };

/** A file of records, read in batches. */
export type Table = {
  /** Names of the columns where the format itself has them; null if a record is the header. */
  readonly names: readonly string[] | null;
  readonly records: AsyncIterable<readonly TableRecord[]>;
  readonly facts: TableFacts;
  /** Filled while reading. Records that swallowed rows are not among `records`. */
  readonly swallowed: SwallowedRows[];
  /** Share of the file that has been read so far, in [0, 1]; NaN for standard input. */
  readShare(): number;
};

/** A name of a column as it is compared: without white space at the ends, marks and case. */
export function comparableName(name: string): string {
  return name.replaceAll("\ufeff", "").trim().normalize("NFC").toLowerCase();
}

/** A cell as text: the names of a list with spaces between them. */
export function asText(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.join(" ");
}
