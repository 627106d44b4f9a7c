import { createHash } from "node:crypto";
import { HedgeError } from "../../shared/errors.ts";
import type { DataSet, SkippedRow } from "./data-set.ts";
import { growTaxonomy } from "./grow-taxonomy.ts";
import type { RowsRead } from "./labelled-row.ts";
import { distinctRows, inFileOrder, rowKey, wholePaths, without } from "./usable-rows.ts";

export type DataSetOptions = {
  /** Names of the levels, from the top; as many as a path has labels. */
  readonly levels: readonly string[];
  /** Keep rows whose title and path have been seen. */
  readonly keepDuplicates: boolean;
};

/**
 * Checks rows and builds the taxonomy they describe.
 *
 * - A row with an empty first or middle label is skipped and listed.
 * - Trailing empty labels say that the class is a leaf above the lowest level. They are taken at their word unless
 *   another row puts something below that class; then the row is skipped, since it does not say which child it is.
 * - A title with two different paths counts once for each.
 *
 * @throws HedgeError `empty-data` when no row is left, `one-class` when all rows have one class, `two-parents`
 */
export function buildDataSet(read: RowsRead, { levels, keepDuplicates }: DataSetOptions): DataSet {
  const whole = wholePaths(read, levels);
  const { tree, nodeOf } = growTaxonomy(whole.rows, levels);
  const leafOf = new Map(tree.leaves.map((node, leaf) => [node, leaf]));
  const leaf = (path: readonly string[]) => leafOf.get(nodeOf(path)) ?? -1;

  const ended = whole.rows.filter(({ path }) => leaf(path) >= 0);
  const stoppedAbove = whole.rows
    .filter(({ path }) => leaf(path) < 0)
    .map((row) => without(row, levels[row.path.length]));
  const skipped = inFileOrder([...whole.skipped, ...stoppedAbove], read.rows);
  if (ended.length === 0) throw new HedgeError("empty-data", noRowLeft(skipped));
  if (tree.leaves.length < 2) {
    const only = tree.taxonomy.labels.at(-1) ?? "";
    throw new HedgeError(
      "one-class",
      `Every row is in the one class "${only}"; training needs at least two.`,
    );
  }

  const rows = keepDuplicates ? ended : distinctRows(ended);
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${rowKey(row)}\n`);
  return {
    titles: rows.map(({ title }) => title),
    labels: Int32Array.from(rows, ({ path }) => leaf(path)),
    tree,
    hash: hash.digest("hex"),
    duplicatesDropped: ended.length - rows.length,
    skipped,
  };
}

function noRowLeft(skipped: readonly SkippedRow[]): string {
  const [first] = skipped;
  return first === undefined
    ? "There is no row below the header; training needs titles with labels."
    : `No row can be used: ${skipped.length} were skipped, the first is ${first.file}, row ${first.row} (${first.reason}).`;
}
