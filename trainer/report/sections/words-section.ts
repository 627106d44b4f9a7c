import type { Model } from "../../../shared/artifact/model.ts";
import { mostProbable } from "../../../shared/decision/node-probabilities.ts";
import { modelPredictor } from "../../../shared/factorised/model-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import { foreign, type Html, html } from "../html.ts";
import { count, shareCell, showPath, sortableTable } from "../tables.ts";

/** Words that are listed. */
const listedWords = 60;

/**
 * Words that the model has not seen, but whose vectors tell it what they are like, and what each
 * says when it is the whole title.
 */
export function wordsSection(model: Model, titles: readonly string[]): Html {
  const { tree, vocabulary } = model;
  if (vocabulary.vectors === undefined) return html``;
  const vectorise = vectoriser(vocabulary);
  const found = new Map<string, number>();
  for (const title of titles)
    for (const word of vectorise(title).vectorWords) found.set(word, (found.get(word) ?? 0) + 1);
  const { predict } = modelPredictor(model);
  const rows = [...found]
    .sort(([, a], [, b]) => b - a)
    .slice(0, listedWords)
    .map(([word, inTitles]) => {
      const { nodes } = predict(vectorise(word));
      const leaf = mostProbable(tree.leaves, nodes);
      return [
        foreign(word),
        inTitles,
        showPath(pathOf(tree.taxonomy, leaf)),
        shareCell(nodes[leaf] ?? 0),
      ] as const;
    });
  return html`<section id="vectors"><h2>Words that vectors explain</h2>
<p>${
    rows.length === 0
      ? "Training saw every word of these titles that has a vector. Titles that are held out may have others."
      : `${count(found.size, "word")} of these titles ${found.size === 1 ? "is" : "are"} unknown to the model, because no title of its training has them or too few have. Their vectors say which known words they are like. The last columns show what each would be taken for by itself, before calibration.`
  }</p>
${rows.length === 0 ? "" : sortableTable(["word", "titles", "most probable class", "probability"], rows, [1, 3])}
</section>`;
}
