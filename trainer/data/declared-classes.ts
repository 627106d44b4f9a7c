import { HedgeError } from "../../shared/errors.ts";
import { type Path, pathKey, pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { Columns } from "./columns/columns.ts";
import { openTable } from "./formats/open-table.ts";
import { labelsOfTree } from "./labels/label-variants.ts";
import { detectSeparator, splitPath } from "./labels/path-column.ts";
import { type RowOptions, readRows } from "./read-rows.ts";
import { withoutEmptyEnd } from "./usable-rows.ts";

/** A number or an address before a path, as the lists of Google and Shopify have them. */
const idBefore = /^(\d+ - |gid:\/\/\S+\s*:\s*)/;

/**
 * The column of paths and what separates them, and whether another spelling of a class of the tree
 * is that class. The form of the file is detected: it need not be that of the titles.
 */
type DeclaredOptions = Pick<RowOptions, "pathSeparator"> &
  Pick<Columns, "path"> & { readonly mergeLabels?: boolean };

/**
 * Reads the classes of a taxonomy file that the tree does not have. The file has the classes in the
 * columns of the training data, or is a list of paths, one a line, without a header. A class above
 * another need not have a line of its own. Classes come in the order of their depth, then of the
 * file.
 *
 * @throws HedgeError as `readRows` does, and `bad-input` for a path deeper than the levels
 */
export async function readDeclaredClasses(
  file: string,
  tree: TreeIndex,
  { path, mergeLabels, pathSeparator }: DeclaredOptions,
): Promise<Path[]> {
  const { taxonomy } = tree;
  const { merge } = labelsOfTree(tree);
  const options = pathSeparator === undefined ? {} : { pathSeparator };
  const known = new Set(taxonomy.labels.map((_, node) => pathKey(pathOf(taxonomy, node))));
  const declared = new Map<string, Path>();
  for (const read of await readPaths(file, taxonomy.levels, path, options)) {
    const whole = mergeLabels ? merge(read) : read;
    if (whole.length > taxonomy.levels.length) {
      throw new HedgeError(
        "bad-input",
        `"${file}": "${whole.join(" > ")}" has ${whole.length} levels where the data have ${taxonomy.levels.length}; shorten it.`,
      );
    }
    for (let depth = 1; depth <= whole.length; depth++) {
      const one = whole.slice(0, depth);
      if (!known.has(pathKey(one))) declared.set(pathKey(one), one);
    }
  }
  return [...declared.values()].sort((a, b) => a.length - b.length);
}

async function readPaths(
  file: string,
  levels: readonly string[],
  path: string | undefined,
  options: RowOptions,
): Promise<Path[]> {
  const ways: Columns[] = [
    { title: null, levels },
    ...(path === undefined ? [] : [{ title: null, levels, path }]),
  ];
  let failure: unknown;
  for (const columns of ways) {
    try {
      const { rows } = await readRows([file], { ...columns, withoutProposal: true }, options);
      return rows
        .map((row) => withoutEmptyEnd(row.path))
        .filter((one) => one.length > 0 && !one.includes(""));
    } catch (error) {
      if (!(error instanceof HedgeError) || error.code !== "missing-column") throw error;
      failure ??= error;
    }
  }
  return (await readList(file, options)) ?? Promise.reject(failure);
}

/** Paths of a file that has one a line; undefined for a file of several columns. */
async function readList(file: string, options: RowOptions): Promise<Path[] | undefined> {
  const { records } = await openTable(file, [], options);
  const lines: string[] = [];
  for await (const batch of records) {
    for (const { cells } of batch) {
      const [cell = "", ...others] = cells;
      if (others.length > 0 || typeof cell !== "string") return undefined;
      if (cell.trim() !== "" && !cell.startsWith("#")) lines.push(cell.replace(idBefore, "").trim());
    }
  }
  const separator = detectSeparator(new Set(lines), 0);
  return separator === null ? undefined : lines.map((line) => splitPath(line, separator));
}
