import { pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { DataSet } from "../../data/data-set.ts";
import { foreign, type Html, html, trusted } from "../html.ts";
import { classSizesPlot } from "../plots/class-plots.ts";
import { newDocument } from "../plots/document.ts";
import { count, showPath, sortableTable } from "../tables.ts";

/** Titles with conflicting labels that are listed. */
const listedConflicts = 100;

/** What the model was trained on: classes and their sizes, rows that were left out, conflicts. */
export function dataSection({ titles, labels, tree, duplicatesDropped, skipped }: DataSet): Html {
  const sizes = new Array<number>(tree.leaves.length).fill(0);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  const ranked = sizes.toSorted((a, b) => a - b);
  const conflicts = findConflicts(titles, labels, tree);
  const plot = trusted(classSizesPlot(newDocument(), sizes).toString());
  return html`<section id="data"><h2>The data</h2>
<p>${count(titles.length, "title")} in ${count(tree.leaves.length, "class", "classes")} of
${count(tree.taxonomy.levels.length, "level")}. The median class has ${count(ranked[ranked.length >> 1] ?? 0, "title")}, the smallest
${count(ranked[0] ?? 0, "title")}. ${count(duplicatesDropped, "row")} repeated a title with the same class and counted once.</p>
<figure>${plot}<figcaption>Titles of each of the lowest classes.</figcaption></figure>
${skippedRows(skipped)}
<h3>Conflicting labels</h3>
${
  conflicts.length === 0
    ? html`<p>No title has two classes.</p>`
    : html`<p>${count(conflicts.length, "title has", "titles have")} more than one class. Each counts once for each of them.
${listed(conflicts.length, listedConflicts)}</p>
${sortableTable(
  ["title", "classes"],
  conflicts
    .slice(0, listedConflicts)
    .map(({ title, leaves }) => [
      foreign(title),
      html`${leaves.map((leaf) => html`<div>${showPath(pathOf(tree.taxonomy, leaf))}</div>`)}`,
    ]),
)}`
}
</section>`;
}

/** Says that a list is cut, where it is. */
export function listed(all: number, most: number): string {
  return all > most ? `The first ${most} are listed.` : "";
}

function skippedRows(skipped: DataSet["skipped"]): Html {
  if (skipped.length === 0) return html`<p>No row was left out.</p>`;
  const reasons = new Map<string, { rows: number; first: string }>();
  for (const { reason, count: rows = 1, file, row } of skipped) {
    const before = reasons.get(reason);
    reasons.set(reason, {
      rows: (before?.rows ?? 0) + rows,
      first: before?.first ?? `${file.split(/[/\\]/).at(-1)}, line ${row}`,
    });
  }
  return html`<p>Rows that were left out:</p>
${sortableTable(
  ["reason", "rows", "first"],
  [...reasons].map(([reason, { rows, first }]) => [foreign(reason), rows, foreign(first)]),
  [1],
)}`;
}

function findConflicts(titles: readonly string[], labels: Int32Array, tree: TreeIndex) {
  const leavesOf = new Map<string, Set<number>>();
  titles.forEach((title, i) => {
    const leaves = leavesOf.get(title) ?? new Set<number>();
    leavesOf.set(title, leaves.add(tree.leaves[labels[i] ?? 0] ?? 0));
  });
  return [...leavesOf].flatMap(([title, leaves]) =>
    leaves.size > 1 ? [{ title, leaves: [...leaves] }] : [],
  );
}
