import { isObject } from "./nested-objects.ts";

/**
 * The records of a JSON text that is one object around them all, as programs write tables. These
 * are objects in a list (`{"data": [{...}]}`), or lists of cells beside the names of the columns
 * (`{"columns": [...], "data": [[...]]}`). There may also be a list for each column, or an object
 * for each row or each column under its number. Null for any other object.
 *
 * @param isWanted whether a key is a column that is asked for, so that it is no name of a list
 */
export function unwrapRecords(
  object: Readonly<Record<string, unknown>>,
  isWanted: (key: string) => boolean,
): unknown[] | null {
  const isRow = Object.entries(object).some(([key, value]) => isWanted(key) && typeof value === "string");
  if (isRow) return null;
  return listOf(object) ?? namedCells(object) ?? columnLists(object) ?? numbered(object);
}

function listOf(object: Readonly<Record<string, unknown>>): unknown[] | null {
  const lists = Object.values(object).filter((one) => Array.isArray(one) && one.every(isObject));
  const [list] = lists;
  return lists.length === 1 && Array.isArray(list) && list.length > 0 ? list : null;
}

function namedCells({ columns, data }: Readonly<Record<string, unknown>>): unknown[] | null {
  const hasCells = Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray);
  return hasCells ? [columns, ...data] : null;
}

/** At least two lists, all of one length. */
function columnLists(object: Readonly<Record<string, unknown>>): unknown[] | null {
  const lists = Object.values(object);
  const [first, ...others] = lists;
  if (!Array.isArray(first) || others.length === 0) return null;
  if (!others.every((one) => Array.isArray(one) && one.length === first.length)) return null;
  if (lists.some((one) => Array.isArray(one) && one.some(isObject))) return null;
  return rowsOfColumns(object, first.keys());
}

function numbered(object: Readonly<Record<string, unknown>>): unknown[] | null {
  const inner = Object.values(object);
  if (inner.length === 0 || !inner.every(isObject)) return null;
  const areNumbers = (keys: readonly string[]) => keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
  if (areNumbers(Object.keys(object))) return inner;
  if (!inner.every((column) => areNumbers(Object.keys(column)))) return null;
  const rows = new Set(inner.flatMap((column) => Object.keys(column)));
  return rowsOfColumns(object, rows);
}

/** Rows of columns, each a list or an object of values under the numbers of the rows. */
function rowsOfColumns(
  columns: Readonly<Record<string, unknown>>,
  rows: Iterable<number | string>,
): Record<string, unknown>[] {
  const entries = Object.entries(columns).map(([name, column]) => [name, Object(column)] as const);
  return Array.from(rows, (row) => Object.fromEntries(entries.map(([name, column]) => [name, column[row]])));
}
