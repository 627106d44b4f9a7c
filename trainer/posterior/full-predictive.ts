import { softmaxInPlace } from "../../shared/predictive/softmax.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";

/** Posterior predictive of some rows, leaf by leaf: n x C. */
export type Predictives = {
  readonly all: Float64Array;
  /** From each half of the draws; the halves are of different chains, where there are several. */
  readonly halves: readonly [Float64Array, Float64Array];
};

/** Sums up the predictive of all draws, one draw at a time. */
export type PredictiveCollector = {
  /** `coefficients`: one draw of beta, p x V. */
  add(draw: number, coefficients: Float32Array): void;
  result(): Predictives;
};

/** `draws`: how many there will be. Memory is 3 n C numbers. */
export function predictiveCollector(
  rows: readonly SparseRow[],
  draws: number,
  columns: number,
  leaves: number,
): PredictiveCollector {
  const half = Math.ceil(draws / 2);
  const sums = [new Float64Array(rows.length * leaves), new Float64Array(rows.length * leaves)] as const;
  const logits = new Float64Array(leaves);
  return {
    add: (draw, coefficients) => {
      const sum = draw < half ? sums[0] : sums[1];
      rows.forEach(({ features, values }, i) => {
        logits.fill(0);
        for (let k = 0; k < features.length; k++) {
          const start = (features[k] ?? 0) * columns;
          const value = values[k] ?? 0;
          for (let c = 0; c < leaves; c++)
            logits[c] = (logits[c] ?? 0) + value * (coefficients[start + c] ?? 0);
        }
        softmaxInPlace(logits, 0, leaves);
        for (let c = 0; c < leaves; c++) sum[i * leaves + c] = (sum[i * leaves + c] ?? 0) + (logits[c] ?? 0);
      });
    },
    result: () => ({
      all: sums[0].map((value, k) => (value + (sums[1][k] ?? 0)) / draws),
      halves: [
        sums[0].map((value) => value / half),
        sums[1].map((value) => value / Math.max(1, draws - half)),
      ],
    }),
  };
}
