import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { PosteriorDraws } from "../../trainer/chains/posterior-draws.ts";
import { type Predictives, predictiveCollector } from "../../trainer/posterior/full-predictive.ts";

/**
 * The predictive of some rows as the draws, and each half of them, have it, leaf by leaf: the mean over draws of softmax(x beta), n x C. Nothing is packed or summarised, and unknown words
 * add nothing. Draws are read one at a time.
 */
export function predictDraws(draws: PosteriorDraws, rows: readonly SparseRow[], leaves: number): Predictives {
  const { count, features, columns, groups } = draws;
  const collector = predictiveCollector(rows, count, columns, leaves);
  const coefficients = new Float32Array(features * columns);
  const scales = new Float32Array(groups);
  for (let draw = 0; draw < count; draw++) {
    draws.read(draw, coefficients, scales);
    collector.add(draw, coefficients);
  }
  return collector.result();
}
