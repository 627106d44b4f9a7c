import { classifier } from "../../shared/answer/classify.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";

/** A title that is worth a label, and why. */
export type RankedTitle = {
  readonly title: string;
  /** Mutual information of class and draw, in nats. */
  readonly epistemic: number;
  /** Expected entropy over draws, in nats. */
  readonly aleatoric: number;
  /** Largest cosine between the title's row and those of titles ranked before it, in [0, 1]. */
  readonly similarity: number;
  /** The present answer, from the top level down; empty for none. */
  readonly path: readonly string[];
  readonly probability: number;
};

/** Titles that are compared with each chosen one. More would cost time and change little. */
const poolSize = 1000;

/**
 * Active learning: the `count` titles most worth labelling next, best first. They are the titles
 * whose class the draws disagree on most, discounted by their similarity to those ranked before
 * them:
 *
 *     epistemic (1 - similarity)
 *
 * since a second title of the same words teaches little. The ranking is greedy. Each title is
 * ranked once, and equal ones stay in the order given. Titles without a known word come last,
 * because only the prior says anything of them.
 *
 * @param onTitle told the number of titles predicted, after each
 */
export function rankTitles(
  model: Model,
  titles: readonly string[],
  count: number,
  onTitle: (done: number) => void = () => {},
): RankedTitle[] {
  const classify = classifier(model);
  const vectorise = vectoriser(model.vocabulary);
  const all = [...new Set(titles)].map((title, index) => {
    const { answer, uncertainty } = classify(title, { top: 1 });
    onTitle(index + 1);
    const { knownWords, vectorWords, epistemic, aleatoric } = uncertainty;
    return { title, answer, epistemic, aleatoric, knownWords: knownWords + vectorWords };
  });
  const byUncertainty = all.toSorted(
    (a, b) => Number(b.knownWords > 0) - Number(a.knownWords > 0) || b.epistemic - a.epistemic,
  );
  const pool = byUncertainty.slice(0, Math.max(count, poolSize)).map((one) => ({
    ...one,
    row: unitRow(vectorise(one.title)),
    similarity: 0,
  }));
  const ranked: RankedTitle[] = [];
  while (ranked.length < count && pool.length > 0) {
    const score = (one: (typeof pool)[number]) =>
      one.knownWords > 0 ? one.epistemic * (1 - one.similarity) : -1;
    let best = 0;
    pool.forEach((one, k) => {
      const leader = pool[best];
      if (leader !== undefined && score(one) > score(leader)) best = k;
    });
    const [chosen] = pool.splice(best, 1);
    if (chosen === undefined) break;
    for (const one of pool) one.similarity = Math.max(one.similarity, cosine(one.row, chosen.row));
    const { title, epistemic, aleatoric, similarity, answer } = chosen;
    const [path, probability] = [answer?.path ?? [], answer?.probability ?? 0];
    ranked.push({ title, epistemic, aleatoric, similarity, path, probability });
  }
  return ranked;
}

/** A row without its intercept, scaled to unit length. */
function unitRow({ features, values }: { features: Int32Array; values: Float32Array }): Map<number, number> {
  const length = Math.hypot(...values.subarray(1)) || 1;
  return new Map(Array.from(features.subarray(1), (feature, k) => [feature, (values[k + 1] ?? 0) / length]));
}

function cosine(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [feature, value] of a) sum += value * (b.get(feature) ?? 0);
  return Math.min(1, Math.max(0, sum));
}
