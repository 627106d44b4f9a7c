import type { LabelledRow } from "../trainer/data/labelled-row.ts";
import { readRows } from "../trainer/data/read-rows.ts";
import { distinctRows, wholePaths } from "../trainer/data/usable-rows.ts";

/** Usable rows of a file, one for each title and path: what splits by title are made of. */
export async function readDistinctRows(
  file: string,
  title: string,
  levels: readonly string[],
): Promise<LabelledRow[]> {
  const { rows } = wholePaths(await readRows([file], { title, levels }), levels);
  return distinctRows(rows);
}
