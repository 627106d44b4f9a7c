import type { BasicType } from "hyparquet-writer";
import type { AddedColumn } from "./answer-cells.ts";
import { type OutputRow, type OutputShape, type RowWriter, uniqueNames } from "./row-writer.ts";
import { cellText } from "./text-writers.ts";

/** Rows of a row group: what is held in memory until it is written. */
const groupRows = 50_000;

const addedTypes: Readonly<Record<AddedColumn["type"], BasicType>> = {
  text: "STRING",
  whole: "INT32",
  number: "DOUBLE",
};

/**
 * Opens a Parquet file. Columns of a Parquet file that are numbers, truth values or times keep
 * their types; all others are text.
 */
export async function openParquetWriter(
  file: string,
  { own, added, isTyped }: OutputShape,
): Promise<RowWriter> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const names = uniqueNames(own);
  let rows: OutputRow[] = [];
  let types: readonly BasicType[] | null = null;
  let writer: InstanceType<typeof ParquetWriter> | null = null;

  async function writeGroup(): Promise<void> {
    const group = rows;
    rows = [];
    types ??= own.map((name) => (isTyped ? columnType(group, name) : "STRING"));
    const kinds = types;
    const columnData = [
      ...own.map((name, at) => ({
        name: names[at] ?? name,
        type: kinds[at] ?? "STRING",
        nullable: isTyped,
        data: group.map(({ cells, source }) =>
          kinds[at] === "STRING" && !(isTyped && source?.[name] == null)
            ? cellText(cells[at] ?? "")
            : (source?.[name] ?? null),
        ),
      })),
      ...added.map(({ name, type }, at) => ({
        name,
        type: addedTypes[type],
        nullable: true,
        data: group.map((row) => row.added[at] ?? null),
      })),
    ];
    writer ??= new ParquetWriter({ writer: fileWriter(file), schema: schemaFromColumnData({ columnData }) });
    await writer.write({ columnData, rowGroupSize: groupRows });
  }

  return {
    write: async (more) => {
      rows.push(...more);
      if (rows.length >= groupRows) await writeGroup();
    },
    finish: async () => {
      if (rows.length > 0 || writer === null) await writeGroup();
      await writer?.finish();
    },
    // It keeps no file open.
    close: async () => {},
  };
}

/** Type of a column of Parquet, by its values. */
function columnType(rows: readonly OutputRow[], name: string): BasicType {
  const values = rows.map(({ source }) => source?.[name]).filter((value) => value != null);
  const all = (matches: (value: unknown) => boolean) => values.length > 0 && values.every(matches);
  if (all((value) => typeof value === "boolean")) return "BOOLEAN";
  if (all((value) => typeof value === "bigint")) return "INT64";
  if (all((value) => typeof value === "number")) return "DOUBLE";
  if (all((value) => value instanceof Date)) return "TIMESTAMP";
  return "STRING";
}
