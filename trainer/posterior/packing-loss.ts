import type { PackedPosterior, PackingLoss } from "../../shared/artifact/model.ts";
import { rowLogits } from "../../shared/predictive/row-logits.ts";
import { softmaxInPlace } from "../../shared/predictive/softmax.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { Predictives } from "./full-predictive.ts";

/** Predictive of a packed posterior for some rows, n x C. */
export function packedPredictive(
  posterior: PackedPosterior,
  tree: TreeIndex,
  rows: readonly SparseRow[],
): Float64Array {
  const leaves = tree.leaves.length;
  const { draws, columns } = posterior;
  const { load, meanSoftmax } = rowLogits(posterior, tree);
  const logits = new Float64Array(draws * columns);
  const all = new Float64Array(rows.length * leaves);
  rows.forEach((row, i) => {
    const p = all.subarray(i * leaves, (i + 1) * leaves);
    load(row, logits);
    if (meanSoftmax !== null) {
      meanSoftmax(p, []);
      return;
    }
    for (let s = 0; s < draws; s++) {
      softmaxInPlace(logits, s * columns, leaves);
      for (let c = 0; c < leaves; c++) p[c] = (p[c] ?? 0) + (logits[s * columns + c] ?? 0) / draws;
    }
  });
  return all;
}

/**
 * Kullback-Leibler divergence of each row of `q` from that of `p`, in nats: sum of p ln (p / q).
 */
export function klDivergences(p: Float64Array, q: Float64Array, leaves: number): Float64Array {
  const rows = p.length / leaves;
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let k = i * leaves; k < (i + 1) * leaves; k++) {
      const share = p[k] ?? 0;
      if (share > 0) sum += share * Math.log(share / Math.max(q[k] ?? 0, 1e-300));
    }
    return sum;
  });
}

/** Share of rows with the same largest entry. */
function topClassAgreement(p: Float64Array, q: Float64Array, leaves: number): number {
  const rows = p.length / leaves;
  let same = 0;
  for (let i = 0; i < rows; i++) same += Number(largestIn(p, i, leaves) === largestIn(q, i, leaves));
  return same / rows;
}

/**
 * Mean divergence of the predictive of all draws from the exact one, in nats, estimated from
 * halves. The entropy of a mean over n draws falls short of the exact one's by about a / n
 * (Jensen). So the halves fall as far short of the whole as the whole falls short of the exact
 * predictive. What the halves fall short of the whole is their mean divergence from it.
 */
export function samplingNoise({ all, halves: [first, second] }: Predictives, leaves: number): number {
  return (mean(klDivergences(first, all, leaves)) + mean(klDivergences(second, all, leaves))) / 2;
}

/** What a packed predictive `q` loses against that of all draws. */
export function packingLoss(
  full: Predictives,
  q: Float64Array,
  leaves: number,
  source: PackingLoss["source"],
): PackingLoss {
  const losses = klDivergences(full.all, q, leaves).sort();
  return {
    titles: losses.length,
    source,
    kl: mean(losses),
    klP99: losses[Math.floor(0.99 * (losses.length - 1))] ?? 0,
    agreement: topClassAgreement(full.all, q, leaves),
    noise: samplingNoise(full, leaves),
    halvesAgreement: topClassAgreement(full.halves[0], full.halves[1], leaves),
  };
}

/** Arithmetic mean; 0 for no values. */
export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Position of the largest entry of a row. */
export function largestIn(p: Float64Array, row: number, leaves: number): number {
  let best = row * leaves;
  for (let k = best + 1; k < (row + 1) * leaves; k++) if ((p[k] ?? 0) > (p[best] ?? 0)) best = k;
  return best;
}
