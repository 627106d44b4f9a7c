import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { SkippedRow } from "./rows/labelled-row.ts";

/** Labelled titles, checked and ready to be vectorised. */
export type DataSet = {
  readonly titles: readonly string[];
  /** Leaf of each title, as a position in `tree.leaves`; the length of `titles`. */
  readonly labels: Int32Array;
  readonly tree: TreeIndex;
  /**
   * SHA-256 (hexadecimal) of titles and paths in order. It names the data and depends on nothing
   * else.
   */
  readonly hash: string;
  /** Rows dropped because title and path had been seen. */
  readonly duplicatesDropped: number;
  /** Rows left out, with the reason. */
  readonly skipped: readonly SkippedRow[];
};
