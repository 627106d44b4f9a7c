import type { Model } from "../artifact/model.ts";
import { modelPredictor } from "../factorised/model-predictor.ts";
import { vectoriser } from "../text/vocabulary.ts";

/** Words that are tried, and how many of the most common ones they are taken from. */
const [tried, among] = [400, 20_000];

/**
 * A word that training never saw and that its vector places best: the one of the most probable
 * class, out of some that are spread evenly over the most common words with a vector. Null without
 * word vectors.
 */
export function unseenWord(model: Model): string | null {
  const [table] = model.vocabulary.vectors ?? [];
  if (table === undefined) return null;
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = modelPredictor(model);
  const step = Math.max(1, Math.floor(Math.min(among, table.words) / tried));
  let best: { readonly word: string; readonly probability: number } | null = null;
  for (let index = 0; index < Math.min(among, table.words); index += step) {
    const word = table.at(index);
    const row = vectorise(word);
    if (row.vectorWords.length === 0) continue;
    const { nodes } = predict(row);
    const probability = model.tree.leaves.reduce((most, leaf) => Math.max(most, nodes[leaf] ?? 0), 0);
    if (best === null || probability > best.probability) best = { word, probability };
  }
  return best?.word ?? null;
}
