import type { LabelCounts } from "../../labelling/row-report.ts";

/** What was labelled: `labelled.csv: 1,200 rows, 1,013 with an answer, 2 without a title`. */
export function labelledLine({ rows, answered, blank }: LabelCounts, out: string | undefined): string {
  const shown = (count: number) => count.toLocaleString("en");
  const blanks = blank > 0 ? `, ${shown(blank)} without a title` : "";
  return `${out ?? "standard output"}: ${shown(rows)} rows, ${shown(answered)} with an answer${blanks}`;
}
