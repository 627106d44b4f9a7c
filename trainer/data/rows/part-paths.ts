import { HedgeError } from "../../../shared/errors.ts";
import { type Columns, pathColumnOf, pathLevelNames } from "../columns/columns.ts";
import { detectSeparator, type PathSeparator, splitPath, straySeparator } from "../labels/path-column.ts";
import type { LabelledRow } from "./labelled-row.ts";
import type { RowSink } from "./record-reader.ts";

type PartedRows = {
  readonly rows: readonly LabelledRow[];
  readonly levels: readonly string[];
  readonly note: readonly string[];
};

/**
 * Parts the texts of a column of paths into the names of paths, and names the levels.
 *
 * @param column name of the column of paths, if there is one
 * @param given separator, `json` or `none`; detected if absent
 * @throws HedgeError `bad-usage` for paths deeper than the levels that are named
 */
export function partPaths(
  { rows, intern, unparted }: Pick<RowSink, "rows" | "intern" | "unparted">,
  columns: Columns,
  column: string | undefined,
  given: string | undefined,
): PartedRows {
  if (column === undefined) return { rows, levels: columns.levels, note: [] };
  const values = new Set([...unparted].map(([text = ""]) => text));
  const separator = chooseSeparator(given, values);
  const stray = given === undefined && separator === null ? straySeparator(values) : null;
  const parted = new Map<readonly string[], readonly string[]>();
  if (separator !== null) {
    for (const path of unparted) parted.set(path, intern(splitPath(path[0] ?? "", separator)));
  }
  let depth = 1;
  const result = rows.map((row) => {
    const path = parted.get(row.path) ?? row.path;
    depth = Math.max(depth, path.length);
    return path === row.path ? row : { ...row, path };
  });
  const levels = nameLevels(columns, column, depth);
  const how = separator === null || separator === "json" ? "" : `, separated by "${separator}"`;
  const note = [
    ...(depth > 1 ? [`column "${column}" holds paths of up to ${depth} levels${how}`] : []),
    ...(stray === null
      ? []
      : [
          `${stray.count} of ${values.size} labels of column "${column}" have "${stray.separator}" in them, and are no paths; --path-separator "${stray.separator}" takes them for paths`,
        ]),
  ];
  return { rows: result, levels, note };
}

/** The separator that is given, or else that of the values; null where they are no paths. */
function chooseSeparator(given: string | undefined, values: ReadonlySet<string>): PathSeparator {
  if (given === undefined) return detectSeparator(values);
  return given === "none" ? null : given;
}

/** Names of the levels: those asked for, or the column's with numbers. */
function nameLevels({ levels, path }: Columns, column: string, depth: number): readonly string[] {
  const isColumn = path === undefined && levels.length === 1;
  if (isColumn && depth === 1) return levels;
  if (levels.length === 0 || isColumn) return pathLevelNames(column, depth);
  if (pathColumnOf(levels) !== undefined) return pathLevelNames(column, Math.max(depth, levels.length));
  if (depth <= levels.length) return levels;
  throw new HedgeError(
    "bad-usage",
    `Column "${column}" holds paths of up to ${depth} levels, but --levels names ${levels.length}; name as many, or none.`,
  );
}
