import { type Html, html } from "../html.ts";
import type { ReportInput } from "../report-input.ts";
import { numberCell, shareCell, sortableTable } from "../tables.ts";

/** What titles of classes are answered that the model does not have. */
export function unseenSection(unseen: ReportInput["unseen"]): Html {
  if (unseen.length === 0) return html``;
  return html`<section id="unseen"><h2>Titles of classes that the model does not have</h2>
<p>The best answer to a title of a new class is its parent, or none where that is new, too. AUROC is how well the probability of a
new class tells such titles from others: 1 always, 0.5 not at all.</p>
${sortableTable(
  ["titles", "number", "right parent", "no answer", "wrong parent", "wrong class", "AUROC"],
  unseen.map(({ name, metrics }) => [
    name,
    metrics.titles,
    shareCell(metrics.rightParent),
    shareCell(metrics.none),
    shareCell(metrics.wrongParent),
    shareCell(metrics.wrongChild),
    numberCell(metrics.auroc ?? Number.NaN, 3),
  ]),
  [1, 2, 3, 4, 5, 6],
)}
</section>`;
}
