import { HedgeError } from "../../../shared/errors.ts";
import { peek } from "../bytes/peek.ts";
import type { JsonValue } from "./json-values.ts";
import type { Cell, Table, TableRecord } from "./table.ts";

/** Records at the beginning whose keys name the columns. */
const namingRecords = 1000;

/**
 * Makes records of values: objects, whose keys are the names of columns, or arrays, of which the
 * first may be the header. A key that only later objects have is no column.
 *
 * @throws HedgeError `bad-input` for values that are neither
 */
export async function objectRecords(
  values: AsyncIterable<readonly JsonValue[]>,
  file: string,
): Promise<Pick<Table, "names" | "records">> {
  const { first: batches, hasEnded, all } = await peek(values, namingRecords);
  const first = batches.flat();
  const inner = hasEnded ? wrappedRecords(first) : null;
  if (inner !== null) return await objectRecords(inner, file);
  const isObjects = first.some(({ value }) => isObject(value));
  const names = isObjects
    ? [...new Set(first.flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])))]
    : null;
  const toRecord = ({ line, value }: JsonValue): TableRecord => {
    if (names !== null && isObject(value))
      return { line, cells: names.map((name) => toCell(value[name])), source: value };
    if (names === null && Array.isArray(value)) return { line, cells: value.map(toCell) };
    const wanted = names === null ? "an array of cells" : "an object";
    throw new HedgeError("bad-input", `"${file}", line ${line}: ${wanted} was expected; mend the file.`);
  };
  async function* records() {
    for await (const batch of all) yield batch.map(toRecord);
  }
  return { names, records: records() };
}

/** The records of one object that holds nothing else but an array of them, as `{"data": [...]}`. */
function wrappedRecords([first, ...others]: readonly JsonValue[]): AsyncIterable<JsonValue[]> | null {
  if (first === undefined || others.length > 0 || !isObject(first.value)) return null;
  const arrays = Object.values(first.value).filter((one) => Array.isArray(one) && one.every(isObject));
  const [array] = arrays;
  if (arrays.length !== 1 || !Array.isArray(array) || array.length === 0) return null;
  async function* batches(line: number) {
    yield (array as unknown[]).map((value) => ({ line, value }));
  }
  return batches(first.line);
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
