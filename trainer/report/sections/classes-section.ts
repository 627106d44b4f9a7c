import type { Model } from "../../../shared/artifact/model.ts";
import { tellingWords } from "../../../shared/explanation/telling-words.ts";
import { pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { ScoredTitles } from "../../evaluation/scores/score-titles.ts";
import { type SiblingConfusion, siblingConfusion } from "../../evaluation/scores/sibling-confusion.ts";
import { foreign, type Html, html, trusted } from "../html.ts";
import { type HeatCell, heatMap } from "../plots/class-plots.ts";
import { newDocument } from "../plots/document.ts";
import { count, shareCell, showPath, sortableTable } from "../tables.ts";

/** Words of a class, heat maps, and classes in one. */
const wordsOfClass = 6;
const mostMaps = 8;
const mostChildren = 24;

/** A row for each of the lowest classes, with its most telling words. */
export function classesSection(model: Model, { classes }: Pick<ScoredTitles, "classes">): Html {
  const { words } = tellingWords(model, wordsOfClass);
  return html`<section id="classes"><h2>Classes</h2>
<p>Precision: of the titles predicted as the class, the share that belongs to it. Recall: of its titles, the share that is
predicted as it. A prediction is the most probable class, whether or not that is answered. The most telling words are those whose
presence speaks most for the class. Click on a heading to sort.</p>
${sortableTable(
  ["class", "titles", "precision", "recall", "most confused with", "most telling words"],
  classes.map(({ node, path, titles, precision, recall, confusedWith }) => [
    showPath(path),
    titles,
    shareCell(precision),
    shareCell(recall),
    confusedWith ? html`${showPath(confusedWith.path)} (${confusedWith.titles})` : "",
    foreign((words[node] ?? []).join(", ")),
  ]),
  [1, 2, 3],
)}
</section>`;
}

/** Heat maps of the siblings that are confused most. */
export function confusionSection(tree: TreeIndex, { confusion }: Pick<ScoredTitles, "confusion">): Html {
  const found = siblingConfusion(tree, confusion);
  if (found.length === 0) return html``;
  return html`<section id="confusion"><h2>Confusion among siblings</h2>
<p>A row is a class, a cell the share of its titles, in per cent, that is predicted as the class of the column.
${count(Math.min(found.length, mostMaps), "parent")} of ${found.length} with mistakes among their children, the most first.</p>
<div class="maps">${found.slice(0, mostMaps).map((one) => siblingMap(tree, one))}</div>
</section>`;
}

function siblingMap(tree: TreeIndex, { parent, children, counts, totals, mistakes }: SiblingConfusion): Html {
  const label = (node: number) => tree.taxonomy.labels[node] ?? "";
  const shown = children.slice(0, mostChildren);
  const cells: HeatCell[] = counts
    .filter(({ truth, predicted }) => shown.includes(truth) && shown.includes(predicted))
    .map(({ truth, predicted, titles }) => ({
      truth: label(truth),
      predicted: label(predicted),
      titles,
      share: titles / (totals[children.indexOf(truth)] ?? 1),
    }));
  const name = parent === 0 ? html`the top classes` : showPath(pathOf(tree.taxonomy, parent));
  const cut =
    children.length > shown.length ? ` The ${shown.length} of ${children.length} with most mistakes.` : "";
  return html`<figure>${trusted(heatMap(newDocument(), shown.map(label), cells).toString())}
<figcaption>Children of ${name}: ${count(mistakes, "mistake")}.${cut}</figcaption></figure>`;
}
