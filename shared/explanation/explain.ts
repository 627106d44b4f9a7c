import type { Model } from "../artifact/model.ts";
import { centralInterval } from "../predictive/interval.ts";
import { entropy, softmaxInPlace } from "../predictive/softmax.ts";
import { subwords } from "../text/terms.ts";
import { type PackedVocabulary, type TitleRow, vocabularyVectors } from "../text/vocabulary.ts";
import { isPair, wordsOfPair } from "../text/word-pairs.ts";
import { pathOf, type TreeIndex } from "../tree/taxonomy.ts";
import type { Effect, Explanation } from "./explanation.ts";
import { type Factor, factorsOf } from "./factors.ts";
import { type RowPart, termLogits } from "./term-logits.ts";

/**
 * Explains why a class rather than its closest rival: divides the log-odds of class A against class
 * B among the title's words. In every draw, with leaves c, logits z = sum over terms j of
 * x_j beta_j, and p(c|A) the probabilities of A's leaves scaled to sum 1,
 *
 *     ln P(A)/P(B) = sum_j x_j (sum_c p(c|A) beta_jc - sum_c p(c|B) beta_jc)
 *                    + H(p(.|A)) - H(p(.|B))
 *
 * which is exact, since ln sum_c exp z_c = sum_c p(c) z_c + H(p). For two leaves the entropies are
 * zero. In a factorised model the log-odds are a sum of such ones over nodes: see `factorsOf`.
 *
 * A term of several words is divided among them equally. A sub-word term belongs to the words that
 * contain it, another form of words to those words. Of the features of word vectors, each word has
 * what its own vector adds. The unknown words together are one term, with coefficients from the
 * prior.
 *
 * @param row features of the title, as the model's vectoriser gives them
 * @param node class to explain
 * @param probabilities probability of every node, to find the rival
 * @returns null when the class has no rival
 */
export function explain(
  model: Model,
  row: TitleRow,
  node: number,
  probabilities: Float64Array,
): Explanation | null {
  const { posterior, tree, vocabulary } = model;
  const { draws } = posterior;
  const rival = rivalOf(tree, node, probabilities);
  if (rival === null) return null;

  const parts = rowParts(vocabulary, row);
  const intercept = new Float64Array(draws);
  const unknown = new Float64Array(draws);
  const breadth = new Float64Array(draws);
  const logOdds = new Float64Array(draws);
  const effects = new Map<string, Float64Array>();
  const knownWords = new Set(row.knownWords);

  for (const factor of factorsOf(model, row, node, rival)) {
    const divide = divideLogOdds(factor, parts);
    for (let s = 0; s < draws; s++) {
      const divided = divide(factor.drawAt(s));
      breadth[s] = (breadth[s] ?? 0) + divided.breadth;
      logOdds[s] = (logOdds[s] ?? 0) + divided.logOdds;
      unknown[s] = (unknown[s] ?? 0) + divided.unknown;
      parts.forEach(({ owners }, k) => {
        const contribution = divided.parts[k] ?? 0;
        if (owners.length === 0) intercept[s] = (intercept[s] ?? 0) + contribution;
        for (const [word, share] of owners) addEffect(effects, word, draws, s, share * contribution);
      });
    }
  }
  return {
    path: pathOf(tree.taxonomy, node),
    rival: pathOf(tree.taxonomy, rival),
    logOdds: summarise(logOdds),
    words: [...effects]
      .map(([word, values]) => ({ word, known: knownWords.has(word), ...summarise(values) }))
      .sort((x, y) => Math.abs(y.effect) - Math.abs(x.effect)),
    unknownWords: row.unknownWords.filter((word) => !effects.has(word)),
    unknown: summarise(unknown),
    intercept: summarise(intercept),
    breadth: summarise(breadth),
  };
}

/** Log-odds of one softmax in one draw, and what they are made of. */
type DividedLogOdds = {
  readonly logOdds: number;
  readonly breadth: number;
  readonly unknown: number;
  readonly parts: readonly number[];
};

/** Divides the log-odds of a factor among parts of its row. */
function divideLogOdds(
  { posterior, tree, row, partOf, ours, theirs }: Factor,
  parts: readonly RowPart[],
): (draw: number) => DividedLogOdds {
  const columns = tree.nodeCount - 1;
  const logitsOf = termLogits(posterior, tree, row, parts.map(partOf));
  return (draw) => {
    const at = draw * columns;
    const total = (c: number) =>
      logitsOf.parts.reduce((sum, logits) => sum + (logits[at + c] ?? 0), logitsOf.unknown[at + c] ?? 0);
    const [a, b] = [softmaxOver(ours, total), softmaxOver(theirs, total)];
    const contributionOf = (logits: Float64Array) => {
      const mean = (set: readonly number[], weights: Float64Array) =>
        set.reduce((sum, c, k) => sum + (weights[k] ?? 0) * (logits[at + c] ?? 0), 0);
      return mean(ours, a.weights) - mean(theirs, b.weights);
    };
    return {
      logOdds: a.logSum - b.logSum,
      breadth: a.entropy - b.entropy,
      unknown: contributionOf(logitsOf.unknown),
      parts: logitsOf.parts.map(contributionOf),
    };
  };
}

/** The most probable other class of the same level, leaves that end above it included. */
function rivalOf(tree: TreeIndex, node: number, probabilities: Float64Array): number | null {
  const depth = tree.depths[node] ?? 0;
  let best: number | null = null;
  for (let other = 1; other < tree.nodeCount; other++) {
    const level = tree.depths[other] ?? 0;
    const isPeer = level === depth || (level < depth && tree.children[other]?.length === 0);
    if (other === node || !isPeer) continue;
    if (best === null || (probabilities[other] ?? 0) > (probabilities[best] ?? 0)) best = other;
  }
  return best;
}

/**
 * Softmax over some leaves: their probabilities, which sum to 1, the entropy and the log of the
 * normaliser, both in nats.
 */
function softmaxOver(set: readonly number[], logit: (leaf: number) => number) {
  const weights = Float64Array.from(set, logit);
  const logSum = softmaxInPlace(weights, 0, weights.length);
  return { weights, logSum, entropy: entropy(weights, 0, weights.length) };
}

/** Adds to the effect of a word in draw s. */
function addEffect(
  effects: Map<string, Float64Array>,
  word: string,
  draws: number,
  s: number,
  contribution: number,
): void {
  const values = effects.get(word) ?? new Float64Array(draws);
  effects.set(word, values);
  values[s] = (values[s] ?? 0) + contribution;
}

/** A part of a row, and the words it belongs to with their shares; none for the intercept. */
type OwnedPart = RowPart & { readonly owners: (readonly [string, number])[] };

/** Divides a row into its terms and what the vector of each word adds. */
function rowParts(vocabulary: PackedVocabulary, row: TitleRow): OwnedPart[] {
  const sharesOf = wordShares(vocabulary, row);
  const firstVector = 1 + vocabulary.terms.length;
  const terms = Array.from(row.features, (feature, k) => ({
    features: Int32Array.of(feature),
    values: Float32Array.of(row.values[k] ?? 0),
    owners: feature === 0 ? [] : sharesOf(feature),
  })).filter(({ features }) => (features[0] ?? 0) < firstVector);
  const vectors = vocabularyVectors(vocabulary)?.parts(row.words, row.forms) ?? [];
  const features = row.features.filter((feature) => feature >= firstVector);
  return [
    ...terms,
    ...vectors.map(({ word, values }) => ({ features, values, owners: [[word, 1] as const] })),
  ];
}

/** How each term of a title is divided among its words; the shares of a term sum to 1. */
function wordShares(
  { options, terms }: PackedVocabulary,
  { words, forms }: TitleRow,
): (feature: number) => (readonly [string, number])[] {
  const countsByTerm = new Map<string, Map<string, number>>();
  for (const word of words) {
    for (const term of [word, ...(forms.get(word) ?? []), ...subwords(word, options)]) {
      const counts = countsByTerm.get(term) ?? new Map<string, number>();
      countsByTerm.set(term, counts.set(word, (counts.get(word) ?? 0) + 1));
    }
  }
  return (feature) => {
    const term = terms.at(feature - 1);
    const counts = countsByTerm.get(term);
    if (counts === undefined) {
      const parts = isPair(term) ? wordsOfPair(term) : term.split(" ");
      return parts.map((word) => [word, 1 / parts.length]);
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return [...counts].map(([word, count]) => [word, count / total]);
  };
}

/** Mean and central 90 % interval over draws. Sorts `values`. */
function summarise(values: Float64Array): Effect {
  const effect = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { effect, interval: centralInterval(values) };
}
