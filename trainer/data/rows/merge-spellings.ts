import { mergeLabels } from "../labels/label-variants.ts";
import { describeStandIns, describeVariants } from "./describe-labels.ts";
import type { FileRows } from "./labelled-row.ts";

/**
 * Finds spellings of one class and says so in `notes`; with `merge`, makes one class of them.
 *
 * @returns the rows, those with another spelling under the most frequent one
 */
export function mergeSpellings(read: FileRows, merge: boolean): FileRows {
  const counts = new Map<readonly string[], number>();
  for (const { path } of read.rows) counts.set(path, (counts.get(path) ?? 0) + 1);
  const merged = mergeLabels(counts);
  const notes = [...read.notes, ...describeVariants(merged.variants, merge), ...describeStandIns(read.rows)];
  if (!merge || merged.variants.length === 0) return { ...read, notes };
  const rows = read.rows.map((row) => ({ ...row, path: merged.merge(row.path) }));
  return { ...read, rows, notes };
}
