import { HedgeError } from "../../../shared/errors.ts";
import { peek } from "../bytes/peek.ts";
import type { WantedNames } from "./detect-dialect.ts";
import type { JsonValue } from "./json-values.ts";
import { isObject, valueAt } from "./nested-objects.ts";
import { type Cell, comparableName, type Table, type TableRecord } from "./table.ts";
import { unwrapRecords } from "./wrapped-records.ts";

/** Records at the beginning whose keys name the columns. */
const namingRecords = 1000;

/**
 * Makes records of values: objects, whose keys are the names of columns, or arrays, of which the
 * first may be the header. A key inside another is `outer.inner` where that is asked for. A key
 * that only later objects have is no column.
 *
 * @throws HedgeError `bad-input` for values that are neither
 */
export async function objectRecords(
  values: AsyncIterable<readonly JsonValue[]>,
  file: string,
  wanted: WantedNames,
): Promise<Pick<Table, "names" | "records">> {
  const { first: batches, hasEnded, all } = await peek(values, namingRecords);
  const first = batches.flat();
  const inner = hasEnded ? insideOf(first, wanted) : null;
  if (inner !== null) return await objectRecords(inner, file, wanted);
  const isObjects = first.some(({ value }) => isObject(value));
  const names = isObjects
    ? columnNames(
        first.flatMap(({ value }) => (isObject(value) ? [value] : [])),
        wanted,
      )
    : null;
  const toRecord = ({ line, value }: JsonValue): TableRecord => {
    if (names !== null && isObject(value))
      return { line, cells: names.map((name) => toCell(valueAt(value, name))), source: value };
    if (names === null && Array.isArray(value)) return { line, cells: value.map(toCell) };
    const expected = names === null ? "an array of cells" : "an object";
    throw new HedgeError("bad-input", `"${file}", line ${line}: ${expected} was expected; mend the file.`);
  };
  async function* records() {
    for await (const batch of all) yield batch.map(toRecord);
  }
  return { names, records: records() };
}

/** The keys of objects, and keys inside keys that are asked for. */
function columnNames(objects: readonly Readonly<Record<string, unknown>>[], wanted: WantedNames): string[] {
  const inner = wanted.flat().filter((name) => objects.some((object) => valueAt(object, name) !== undefined));
  return [...new Set([...objects.flatMap(Object.keys), ...inner])];
}

/** The records inside the only value of a file, if that is an object around them all. */
function insideOf(
  [first, ...others]: readonly JsonValue[],
  wanted: WantedNames,
): AsyncIterable<JsonValue[]> | null {
  if (first === undefined || others.length > 0 || !isObject(first.value)) return null;
  const names = new Set(wanted.flat().map(comparableName));
  const values = unwrapRecords(first.value, (key) => names.has(comparableName(key)));
  if (values === null) return null;
  async function* batches(records: readonly unknown[], line: number) {
    yield records.map((value) => ({ line, value }));
  }
  return batches(values, first.line);
}

/**
 * A value of JSON, Parquet or a spreadsheet as a cell. Null is empty, a list of names a path, a
 * date its ISO form, and anything else what it is as text.
 */
export function toCell(value: unknown): Cell {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((one) => String(toCell(one)));
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, "");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
