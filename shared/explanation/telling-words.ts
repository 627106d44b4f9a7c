import type { Model } from "../artifact/model.ts";
import { isSubword } from "../text/terms.ts";
import { isPair } from "../text/word-pairs.ts";
import { meanProbabilities } from "./mean-probabilities.ts";

/** The words that tell a class from the others. */
export type TellingWords = {
  /** Words of every node, the most telling first; length N. */
  readonly words: readonly (readonly string[])[];
  /** Probability of every node for a title without words, length N. */
  readonly shares: Float64Array;
};

/**
 * Finds the words that tell each class from the others. With a word w alone as the title, class k
 * has probability p(k|w), and p(k) without any word. The class's part of the information that the
 * word gives is p(k|w) ln(p(k|w) / p(k)), in nats. Words that many classes share come later, by
 * p(k|w) once more, and rare words by the logarithm of the number of their titles:
 *
 *     score = ln(1 + titles with w) * p(k|w)^2 ln(p(k|w) / p(k))
 *
 * Takes time linear in terms and classes: it reads all blocks.
 *
 * @param count most words of a class
 */
export function tellingWords(model: Model, count: number): TellingWords {
  const { tree, vocabulary } = model;
  const { terms } = vocabulary;
  const nodesOf = meanProbabilities(model);
  const shares = new Float64Array(tree.nodeCount);
  nodesOf({ features: Int32Array.of(0), values: Float32Array.of(1) }, shares);

  const best = Array.from({ length: tree.nodeCount }, () => [] as { term: number; score: number }[]);
  const nodes = new Float64Array(tree.nodeCount);
  const row = { features: new Int32Array(2), values: Float32Array.of(1, 1) };
  for (let term = 0; term < terms.length; term++) {
    if (!isTelling(terms.at(term))) continue;
    row.features[1] = 1 + term;
    nodesOf(row, nodes);
    const weight = Math.log(1 + terms.documentFrequency(term));
    for (let node = 1; node < nodes.length; node++) {
      const p = nodes[node] ?? 0;
      const prior = shares[node] ?? 0;
      if (p <= prior) continue;
      const found = best[node] ?? [];
      const score = weight * p * p * Math.log(p / prior);
      if (found.length >= count && score <= (found.at(-1)?.score ?? 0)) continue;
      const at = found.findIndex((other) => other.score < score);
      found.splice(at < 0 ? found.length : at, 0, { term, score });
      if (found.length > count) found.pop();
    }
  }
  return { words: best.map((found) => found.map(({ term }) => terms.at(term))), shares };
}

/** Whether a term says something to people: no part of a word, no pair, and not digits alone. */
function isTelling(term: string): boolean {
  return !isSubword(term) && !isPair(term) && /\p{L}/u.test(term);
}
