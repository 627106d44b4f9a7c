import type { LabelVariants } from "../labels/label-variants.ts";
import type { LabelledRow } from "./labelled-row.ts";

/** Paths that are written out. */
const listedPaths = 10;
/** Classes with several spellings that are written out. */
const listedVariants = 10;
/** Labels that often stand for a missing one. */
const standIns = /^(n\/?a|#n\/a|nan|null|nil|none|undefined|-+|\?+)$/i;

/**
 * Lines about labels that differ by their spelling alone.
 *
 * @param areMerged whether they are one class
 */
export function describeVariants(variants: readonly LabelVariants[], areMerged: boolean): string[] {
  const lines = variants.slice(0, listedVariants).map(({ spellings }) => {
    const all = spellings.map(({ label, rows }) => `${showSpelling(label)} (${rows} rows)`).join(", ");
    return areMerged
      ? `merged into ${showSpelling(spellings[0]?.label ?? "")}: ${all}`
      : `perhaps one class: ${all}`;
  });
  const more = variants.length - listedVariants;
  if (more > 0) lines.push(`and ${more} more classes with several spellings`);
  if (!areMerged && variants.length > 0) lines.push("--merge-labels makes one class of each of these");
  return lines;
}

/** Paths in one line, some of them if they are many. */
export function namePaths(paths: readonly (readonly string[])[]): string {
  const named = paths.slice(0, listedPaths).map((path) => `"${path.join(" > ")}"`);
  const more = paths.length - listedPaths;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}

/** A label with what cannot be seen of it: unusual spaces, and another Unicode form. */
function showSpelling(label: string): string {
  const shown = label.replace(/[^\S ]|\p{Cf}/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return label === label.normalize("NFC") ? `"${shown}"` : `"${shown}" in decomposed Unicode form`;
}

/** Lines about labels such as `NA`, which are taken as names like any other. */
export function describeStandIns(rows: readonly LabelledRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of rows) {
    for (const label of path)
      if (label.length < 10 && standIns.test(label)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(
    ([label, count]) =>
      `${count} rows have the label "${label}", which is taken as the name of a class; leave the cell empty where none is meant`,
  );
}
