import { count, percent } from "../dom/figures.ts";
import type { Label } from "./label-rows.ts";
import type { Table } from "./read-table.ts";

/**
 * How many answers are right, for a file that has a column for every level of the model; empty for
 * one that has not. An answer is right where each of its classes is that of the row. Rows without
 * a class at the top are not counted.
 */
export function checkLabels(table: Table, labels: readonly Label[], levels: readonly string[]): string {
  const columns = levels.map((level) => table.columns.findIndex((name) => same(name, level)));
  if (columns.length === 0 || columns.some((column) => column < 0)) return "";
  let [labelled, answered, right] = [0, 0, 0];
  table.rows.forEach((row, k) => {
    const label = labels[k];
    const truth = columns.map((column) => row[column] ?? "");
    if (label?.kind !== "answered" || (truth[0] ?? "").trim() === "") return;
    labelled++;
    const path = label.answer.answer?.path;
    if (path === undefined) return;
    answered++;
    if (path.every((part, level) => same(part, truth[level] ?? ""))) right++;
  });
  if (answered === 0) return "";
  return (
    `The file has classes of its own for ${count(labelled)} texts. ${count(answered)} of them are answered, ` +
    `and ${percent(right / answered)} of these answers are right.`
  );
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
