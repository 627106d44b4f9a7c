import { HedgeError } from "../../shared/errors.ts";
import { peek } from "./bytes/peek.ts";
import { headerNames, likelyHeader } from "./columns/find-columns.ts";
import { proposeColumns } from "./columns/propose-columns.ts";
import { headerRecords } from "./formats/detect-dialect.ts";
import { openTable } from "./formats/open-table.ts";
import type { ReadOptions } from "./formats/table.ts";

/**
 * The error for a run without columns of classes: it names the columns of the file and proposes
 * those that are likely.
 */
export async function askForLevels(file: string, title: string, options: ReadOptions): Promise<HedgeError> {
  const table = await openTable(file, [[title]], options);
  const { first } = await peek(table.records, headerRecords);
  const records = first.flat();
  const header = table.names === null ? likelyHeader(records) : -1;
  const names = table.names ?? headerNames(records[header]?.cells ?? []);
  const there = names.map((name) => `"${name}"`).join(", ");
  const proposal = proposeColumns(names, records.slice(header + 1), true);
  return new HedgeError(
    "bad-usage",
    `--levels is missing, the columns that hold the classes; "${file}" has ${there}` +
      `${proposal === "" ? "" : `, so perhaps ${proposal}`}.`,
  );
}
