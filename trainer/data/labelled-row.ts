import type { SkippedRow } from "./data-set.ts";

/**
 * One labelled title as it stands in a file, surrounding white space removed. `row` counts from 1, the header line is
 * not counted. `path` has one label per level asked for, from the top; a label may be empty.
 */
export type LabelledRow = {
  readonly file: string;
  readonly row: number;
  readonly title: string;
  readonly path: readonly string[];
};

/** What files hold: rows with a title, and the rows that could not be used, in the order of the files. */
export type RowsRead = {
  readonly rows: readonly LabelledRow[];
  readonly skipped: readonly SkippedRow[];
};
