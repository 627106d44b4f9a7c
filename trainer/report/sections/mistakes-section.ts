import { pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import {
  type Disagreement,
  findDisagreements,
  likelyLabelErrors,
} from "../../evaluation/scores/likely-label-errors.ts";
import type { ScoredTitles } from "../../evaluation/scores/score-titles.ts";
import { foreign, type Html, html } from "../html.ts";
import { count, shareCell, showPath, sortableTable } from "../tables.ts";
import { listed } from "./data-section.ts";

/** Likely label errors that are listed, pairs of classes, and titles of a pair. */
const listedErrors = 100;
const listedPairs = 40;
const titlesOfPair = 6;

/** Titles whose label is likely wrong. */
export function labelErrorsSection(tree: TreeIndex, { titles, predictions }: ScoredTitles): Html {
  const suspicious = likelyLabelErrors(findDisagreements(tree, predictions));
  const rows = suspicious
    .slice(0, listedErrors)
    .map((one) => [
      foreign(titles[one.index] ?? ""),
      pathCell(tree, one.truth),
      pathCell(tree, one.predicted),
      shareCell(one.ofPredicted),
      shareCell(one.ofTruth),
    ]);
  return html`<section id="label-errors"><h2>Likely label errors</h2>
<p>The prediction of ${count(suspicious.length, "title")} in ${titles.length.toLocaleString("en")} disagrees strongly with the label:
the most probable class is at least 50 points more probable. The likeliest errors come first. ${listed(suspicious.length, listedErrors)}</p>
${sortableTable(["title", "label", "predicted", "its probability", "that of the label"], rows, [3, 4])}
</section>`;
}

/** The commonest mistakes, with their titles. */
export function mistakesSection(tree: TreeIndex, { titles, predictions }: ScoredTitles): Html {
  const disagreements = findDisagreements(tree, predictions);
  const pairs = pairsOf(disagreements);
  const rows = pairs
    .slice(0, listedPairs)
    .map((pair) => [
      pathCell(tree, pair[0]?.truth ?? 0),
      pathCell(tree, pair[0]?.predicted ?? 0),
      pair.length,
      html`${pair.slice(0, titlesOfPair).map(({ index }) => html`<div>${foreign(titles[index] ?? "")}</div>`)}`,
    ]);
  return html`<section id="errors"><h2>Mistakes</h2>
<p>${count(disagreements.length, "title is", "titles are")} most probably of another class than the label says, whether or not that
class is answered. Pairs of classes with most mistakes come first. ${listed(pairs.length, listedPairs)}</p>
${sortableTable(["label", "predicted", "titles", "for example"], rows, [2])}
</section>`;
}

function pathCell(tree: TreeIndex, node: number): Html {
  return showPath(pathOf(tree.taxonomy, node));
}

/** Disagreements by label and predicted class, the commonest pair first. */
function pairsOf(disagreements: readonly Disagreement[]): Disagreement[][] {
  const pairs = Map.groupBy(disagreements, ({ truth, predicted }) => `${truth} ${predicted}`);
  return [...pairs.values()].sort((a, b) => b.length - a.length);
}
