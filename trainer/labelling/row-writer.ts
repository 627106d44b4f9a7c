import type { Cell } from "../data/formats/table.ts";
import type { AddedColumn, AddedValue } from "./answer-cells.ts";

/** A row to write: its own cells, as many as there are columns or more, and the values added. */
export type OutputRow = {
  readonly cells: readonly Cell[];
  /** The row as it stood in a format that has values of several types. */
  readonly source?: Readonly<Record<string, unknown>>;
  readonly added: readonly AddedValue[];
};

/** What is written. */
export type OutputShape = {
  /** Names of the file's own columns. */
  readonly own: readonly string[];
  readonly added: readonly AddedColumn[];
  /** Whether the values of `source` have one type in each column. */
  readonly isTyped: boolean;
  /** Whether cells that a spreadsheet would run are escaped. */
  readonly escapeFormulas: boolean;
};

/** Writes rows to a file. */
export type RowWriter = {
  write(rows: readonly OutputRow[]): Promise<void>;
  /** Writes what is left. */
  finish(): Promise<void>;
  /** Closes the file, whether it is finished or not. */
  close(): Promise<void>;
};

/** Names for columns where they must differ and not be empty: `name`, `name (2)`, `column 3`. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, at) => {
    const base = name === "" ? `column ${at + 1}` : name;
    let unique = base;
    for (let k = 2; taken.has(unique); k++) unique = `${base} (${k})`;
    taken.add(unique);
    return unique;
  });
}
