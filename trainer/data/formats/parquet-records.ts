import { HedgeError } from "../../../shared/errors.ts";
import { allBytes, type ByteSource, standardInput } from "../bytes/byte-source.ts";
import type { WantedNames } from "./detect-dialect.ts";
import { toCell } from "./object-records.ts";
import { comparableName, type Table } from "./table.ts";

/**
 * Reads a Parquet file, row group by row group; from standard input or gzipped all of it at once.
 * `line` is the number of the row. Where the columns asked for are there, the others are not read.
 *
 * @throws HedgeError `bad-input` for a damaged file
 */
export async function readParquet(
  source: ByteSource,
  file: string,
  wanted: WantedNames,
): Promise<Pick<Table, "names" | "records" | "readShare">> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import(
    "hyparquet"
  );
  const { compressors } = await import("hyparquet-compressors");
  const isInMemory = source.isGzipped || file === standardInput;
  const bytes = isInMemory ? await allBytes(source) : null;
  const buffer = bytes
    ? bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    : await asyncBufferFromFile(file);
  const explain = (error: unknown) =>
    new HedgeError("bad-input", `"${file}" is a damaged Parquet file; write it again.`, { cause: error });
  const metadata = await parquetMetadataAsync(buffer as ArrayBuffer).catch((error) => {
    throw explain(error);
  });
  const all = parquetSchema(metadata).children.map(({ element }) => element.name);
  const names = wanted.map((way) => selectColumns(all, way)).find((found) => found !== null) ?? all;
  const rowCount = Number(metadata.num_rows);
  let rowStart = 0;
  async function* records() {
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const options = {
        file: buffer as ArrayBuffer,
        metadata,
        compressors,
        columns: names,
        rowStart,
        rowEnd,
      };
      const rows = await parquetReadObjects(options).catch((error) => {
        throw explain(error);
      });
      const line = rowStart + 1;
      rowStart = rowEnd;
      yield rows.map((row, k) => ({
        line: line + k,
        cells: names.map((name) => toCell(row[name])),
        source: row,
      }));
    }
  }
  return { names, records: records(), readShare: () => rowStart / rowCount };
}

/** The columns with the names asked for, in any case; null if one is missing. */
function selectColumns(all: readonly string[], wanted: readonly string[]): string[] | null {
  const names = wanted.map(comparableName);
  const found = all.filter((name) => names.includes(comparableName(name)));
  return names.every((name) => found.some((one) => comparableName(one) === name)) ? found : null;
}
