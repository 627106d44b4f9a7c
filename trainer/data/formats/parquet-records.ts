import { HedgeError } from "../../../shared/errors.ts";
import { allBytes, type ByteSource, standardInput } from "./byte-source.ts";
import { toCell } from "./object-records.ts";
import type { Table } from "./table.ts";

const batchRecords = 10_000;

/**
 * Reads a Parquet file, row group by row group; from standard input or gzipped all of it at once.
 * `line` is the number of the row.
 *
 * @throws HedgeError `bad-input` for a damaged file
 */
export async function readParquet(
  source: ByteSource,
  file: string,
): Promise<Pick<Table, "names" | "records">> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import(
    "hyparquet"
  );
  const { compressors } = await import("hyparquet-compressors");
  const inMemory = source.gzipped || file === standardInput;
  const bytes = inMemory ? await allBytes(source) : null;
  const buffer = bytes
    ? bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    : await asyncBufferFromFile(file);
  const explain = (error: unknown) =>
    new HedgeError("bad-input", `"${file}" is a damaged Parquet file; write it again.`, { cause: error });
  const metadata = await parquetMetadataAsync(buffer as ArrayBuffer).catch((error) => {
    throw explain(error);
  });
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const rows = Number(metadata.num_rows);
  async function* records() {
    for (let start = 0; start < rows; start += batchRecords) {
      const rowEnd = Math.min(rows, start + batchRecords);
      const found = await parquetReadObjects({
        file: buffer as ArrayBuffer,
        metadata,
        compressors,
        rowStart: start,
        rowEnd,
      }).catch((error) => {
        throw explain(error);
      });
      yield found.map((row, k) => ({
        line: start + k + 1,
        cells: names.map((name) => toCell((row as Record<string, unknown>)[name])),
      }));
    }
  }
  return { names, records: records() };
}
