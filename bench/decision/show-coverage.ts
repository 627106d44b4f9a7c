import { table } from "../../trainer/commands/output/table.ts";
import type { Coverage } from "./resplit.ts";

/** A row for each classifier and target: shares, accuracies and broken promises of each level. */
export function showCoverage(levels: readonly string[], results: readonly Coverage[]): string {
  const shown = (value: number | null) => (value === null || Number.isNaN(value) ? "-" : value.toFixed(3));
  const head = [
    "",
    "target",
    "answered",
    "right",
    "bits",
    ...levels.flatMap((level) => [level, "right", "broken", "silent"]),
  ];
  const rows = results.flatMap(({ name, targets }) =>
    targets.map(({ target, coverage, accuracy, informationGain, levels: found }) => [
      name,
      target === null ? "none" : target.toFixed(2),
      ...[coverage, accuracy, informationGain].map(shown),
      ...found.flatMap((one) => [
        shown(one.share),
        shown(one.accuracy),
        String(one.broken),
        String(one.silent),
      ]),
    ]),
  );
  const errors = table(
    ["", ...levels.flatMap((level) => [`ECE ${level}`, "of chance"])],
    results.map(({ name, ece }) => [
      name,
      ...ece.flatMap(({ measured, ofChance }) => [measured.toFixed(4), ofChance.toFixed(4)]),
    ]),
  );
  return `${table(head, rows)}\n${errors}`;
}
