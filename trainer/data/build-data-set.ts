import { createHash } from "node:crypto";
import { HedgeError } from "../../shared/errors.ts";
import type { DataSet, SkippedRow } from "./data-set.ts";
import { growTaxonomy } from "./grow-taxonomy.ts";
import type { LabelledRow, RowsRead } from "./labelled-row.ts";

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
export function buildDataSet({ rows, skipped }: RowsRead, options: DataSetOptions): DataSet {
  const { levels, keepDuplicates } = options;
  const left: SkippedRow[] = [];
  const skip = (row: LabelledRow, level: number) => {
    left.push({ file: row.file, row: row.row, reason: `no ${levels[level]}` });
  };

  const whole = rows.flatMap((row) => {
    const path = withoutTrailingEmpty(row.path);
    const gap = path.indexOf("");
    if (path.length > 0 && gap < 0) return [{ ...row, path }];
    skip(row, Math.max(0, gap));
    return [];
  });
  const { tree, nodeOf } = growTaxonomy(whole, levels);
  const leafOf = new Map(tree.leaves.map((node, leaf) => [node, leaf]));

  const seen = new Set<string>();
  const titles: string[] = [];
  const labels: number[] = [];
  const hash = createHash("sha256");
  let duplicatesDropped = 0;
  for (const row of whole) {
    const leaf = leafOf.get(nodeOf(row.path));
    if (leaf === undefined) {
      skip(row, row.path.length);
      continue;
    }
    const key = JSON.stringify([row.title, ...row.path]);
    if (seen.has(key) && !keepDuplicates) {
      duplicatesDropped++;
      continue;
    }
    seen.add(key);
    titles.push(row.title);
    labels.push(leaf);
    hash.update(`${key}\n`);
  }

  const all = inOrder([...skipped, ...left], rows);
  if (titles.length === 0) throw new HedgeError("empty-data", noRowLeft(all));
  if (tree.leaves.length < 2) {
    const only = tree.taxonomy.labels.at(-1) ?? "";
    throw new HedgeError(
      "one-class",
      `Every row is in the one class "${only}"; training needs at least two.`,
    );
  }
  return {
    titles,
    labels: Int32Array.from(labels),
    tree,
    hash: hash.digest("hex"),
    duplicatesDropped,
    skipped: all,
  };
}

/** A path without the empty labels at its end. */
export function withoutTrailingEmpty(path: readonly string[]): readonly string[] {
  return path.slice(0, path.findLastIndex((label) => label !== "") + 1);
}

function noRowLeft(skipped: readonly SkippedRow[]): string {
  const [first] = skipped;
  return first === undefined
    ? "There is no row below the header; training needs titles with labels."
    : `No row can be used: ${skipped.length} were skipped, the first is ${first.file}, row ${first.row} (${first.reason}).`;
}

/** Skipped rows as they stand in the files, the files in the order they were read. */
function inOrder(skipped: readonly SkippedRow[], rows: readonly LabelledRow[]): SkippedRow[] {
  const files = [...new Set([...rows, ...skipped].map(({ file }) => file))];
  return skipped.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.row - b.row);
}
