import type { Model } from "../../shared/artifact/model.ts";
import { type TellingWords, tellingWords } from "../../shared/explanation/telling-words.ts";
import { unseenWord } from "../../shared/explanation/unseen-word.ts";

/** Most words of a class that a service shows. */
export const mostWords = 12;

/** Finding these reads the whole model or answers many words, so each model is asked once. */
const found = new WeakMap<Model, TellingWords>();
const foundTitles = new WeakMap<Model, readonly string[]>();

/** The words that tell each class of a model from the others. */
export function classWords(model: Model): TellingWords {
  const words = found.get(model) ?? tellingWords(model, mostWords);
  found.set(model, words);
  return words;
}

/**
 * Titles to try a model with. Three are made of its own words: of its largest leaf, of the largest
 * leaf of another top class, and one of two leaves of one parent, which is likely to be answered
 * with that. The last one is a word that training never saw, where the model has word vectors.
 */
export function exampleTitles(model: Model): readonly string[] {
  const titles = foundTitles.get(model) ?? findExampleTitles(model);
  foundTitles.set(model, titles);
  return titles;
}

function findExampleTitles(model: Model): string[] {
  const { tree } = model;
  const { words, shares } = classWords(model);
  const parentOf = (node: number) => tree.taxonomy.parents[node] ?? 0;
  const bySize = [...tree.leaves].sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
  const topOf = (node: number): number => {
    const parent = parentOf(node);
    return parent > 0 ? topOf(parent) : node;
  };
  const firstWords = (node: number | undefined, count: number) => words[node ?? 0]?.slice(0, count) ?? [];
  const [first, ...others] = bySize;
  const second = others.find((leaf) => topOf(leaf) !== topOf(first ?? 0)) ?? others[0];
  // Leaves of one parent, that of the largest leaf where it has others.
  const siblings = bySize
    .map((leaf) => bySize.filter((other) => parentOf(other) === parentOf(leaf)))
    .find((leaves) => leaves.filter((leaf) => firstWords(leaf, 1).length > 0).length > 1);
  const mixed = (siblings ?? []).flatMap((node) => firstWords(node, 1)).slice(0, 2);
  const titles = [firstWords(first, 3), firstWords(second, 3), mixed].map((one) => one.join(" "));
  return [...new Set([...titles, unseenWord(model) ?? ""])].filter((title) => title !== "");
}
