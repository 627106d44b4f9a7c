import { createHash } from "node:crypto";
import { HedgeError } from "../../shared/errors.ts";
import type { Path } from "../../shared/tree/taxonomy.ts";
import { buildTaxonomy } from "./build-taxonomy.ts";
import type { DataSet } from "./data-set.ts";
import type { RowsRead, SkippedRow } from "./rows/labelled-row.ts";
import { dropDuplicates, rowKey, skipRow, sortInFileOrder, trimPaths } from "./usable-rows.ts";

/** How rows become a data set. */
export type DataSetOptions = {
  /** Names of the levels, from the top; as many as a path has labels. */
  readonly levels: readonly string[];
  /** Keep rows whose title and path have been seen. */
  readonly keepDuplicates: boolean;
};

/**
 * Checks rows and builds the taxonomy that they describe.
 *
 * - A row with an empty first or middle label is skipped and listed.
 * - Trailing empty labels say that the class is a leaf above the lowest level. If another row puts
 *   a class below it, the row is skipped, since it does not say which child is meant.
 * - A title with two different paths counts once for each path.
 *
 * @throws HedgeError `empty-data` when no row is left, `one-class` when all rows have one class
 */
export function buildDataSet(read: RowsRead, { levels, keepDuplicates }: DataSetOptions): DataSet {
  const trimmed = trimPaths(read, levels);
  const { tree, nodeOf } = buildTaxonomy(trimmed.rows, levels);
  const leafOf = new Map(tree.leaves.map((node, leaf) => [node, leaf]));
  const leaf = (path: readonly string[]) => leafOf.get(nodeOf(path)) ?? -1;

  const leaves = new Map<Path, number>();
  for (const { path } of trimmed.rows) if (!leaves.has(path)) leaves.set(path, leaf(path));
  const ended = trimmed.rows.filter(({ path }) => (leaves.get(path) ?? -1) >= 0);
  const stoppedAbove = trimmed.rows
    .filter(({ path }) => (leaves.get(path) ?? -1) < 0)
    .map((row) => skipRow(row, levels[row.path.length]));
  const skipped = sortInFileOrder([...trimmed.skipped, ...stoppedAbove], read.rows);
  if (ended.length === 0) throw new HedgeError("empty-data", noRowLeft(skipped));
  if (tree.leaves.length < 2) {
    const only = tree.taxonomy.labels.at(-1) ?? "";
    throw new HedgeError(
      "one-class",
      `Every row is in the one class "${only}"; training needs at least two.`,
    );
  }

  const rows = keepDuplicates ? ended : dropDuplicates(ended);
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${rowKey(row)}\n`);
  return {
    titles: rows.map(({ title }) => title),
    labels: Int32Array.from(rows, ({ path }) => leaves.get(path) ?? 0),
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
    : `No row can be used: ${skipped.length} were skipped, the first is ${first.file}, line ${first.row} (${first.reason})${first.advice ? `; try ${first.advice}` : ""}.`;
}
