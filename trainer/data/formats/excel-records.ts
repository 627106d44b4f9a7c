import { HedgeError } from "../../../shared/errors.ts";
import { allBytes, type ByteSource } from "../bytes/byte-source.ts";
import { toCell } from "./object-records.ts";
import type { TableFacts, TableRecord } from "./table.ts";

/**
 * Reads the first sheet of an XLSX workbook that is not empty. Other sheets are named in
 * `facts.notes`.
 *
 * @throws HedgeError `bad-input` for what is no workbook
 */
export async function readExcel(
  source: ByteSource,
  file: string,
  facts: TableFacts,
): Promise<AsyncIterable<readonly TableRecord[]>> {
  const { default: readWorkbook } = await import("read-excel-file/node");
  const sheets = await readWorkbook(await allBytes(source)).catch((error) => {
    throw new HedgeError("bad-input", `"${file}" is not a whole XLSX workbook; save it again.`, {
      cause: error,
    });
  });
  const filled = sheets.filter(({ data }) => data.length > 0);
  const [first, ...others] = filled;
  if (first !== undefined && others.length > 0) {
    const left = others.map(({ sheet }) => `"${sheet}"`).join(", ");
    facts.notes.push(`sheet "${first.sheet}" is read, ${left} not`);
  }
  const records = (first?.data ?? []).map((row, k) => ({ line: k + 1, cells: row.map(toCell) }));
  async function* batches() {
    yield records;
  }
  return batches();
}
