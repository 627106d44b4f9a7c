/**
 * One labelled title of a file, without surrounding white space. `row` is its line as an editor
 * shows it, the header included; in a spreadsheet it is the number of the row, and in Parquet that
 * of the record. `path` has labels from the top. A label may be empty.
 */
export type LabelledRow = {
  readonly file: string;
  readonly row: number;
  readonly title: string;
  readonly path: readonly string[];
};

/** A row that is left out. `row` is its line, see `LabelledRow`. */
export type SkippedRow = {
  readonly file: string;
  readonly row: number;
  readonly reason: string;
  /** Rows that went with it; 1 if absent. */
  readonly count?: number;
  /** The option that may read such rows. */
  readonly advice?: string;
  /** It is no row of data, such as a second header, so nothing is lost. */
  readonly harmless?: true;
};

/** Rows with a title, and those that could not be used, in file order. */
export type RowsRead = {
  readonly rows: readonly LabelledRow[];
  readonly skipped: readonly SkippedRow[];
};

/** Rows read from files, and how. */
export type FileRows = RowsRead & {
  /** Names of the levels that the paths have. */
  readonly levels: readonly string[];
  /** What a user should know of how the files were read, in sentences. */
  readonly notes: readonly string[];
};
