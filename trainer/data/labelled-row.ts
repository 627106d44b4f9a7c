import type { SkippedRow } from "./data-set.ts";

/**
 * One labelled title of a file, without surrounding white space. `row` counts from 1 and does not
 * count the header line. `path` has one label per level asked for, from the top. A label may be
 * empty.
 */
export type LabelledRow = {
  readonly file: string;
  readonly row: number;
  readonly title: string;
  readonly path: readonly string[];
};

/** Rows read from files: those with a title, and those that could not be used, in file order. */
export type RowsRead = {
  readonly rows: readonly LabelledRow[];
  readonly skipped: readonly SkippedRow[];
};
