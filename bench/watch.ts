import { chooseProbes } from "../trainer/chains/probes.ts";
import { type DesignMatrix, designMatrix } from "../trainer/features/design-matrix.ts";
import { type Problem, parameterLayout } from "../trainer/model/problem.ts";

/**
 * What is recorded of a draw, by hedge and by every peer alike: the scale of every group that learns it, then `probeLeaves.length` logits, each less the mean
 * logit of its row, then the probability of every leaf for the rows that follow.
 */
export type Watch = {
  /** Rows of the probes (one each), then the held-out rows. */
  readonly rows: DesignMatrix;
  readonly probeLeaves: Int32Array;
};

/** `probes` logits of the training rows as `train` watches them, and all leaf probabilities of `heldOut`. */
export function chooseWatch(
  problem: Problem,
  probes: number,
  heldOut: DesignMatrix | null,
  seed: number,
): Watch {
  const chosen = chooseProbes(problem, probes, seed);
  const rowsOf = ({ rowStart, rowFeature, rowValue }: DesignMatrix, row: number) => {
    const [from, to] = [rowStart[row] ?? 0, rowStart[row + 1] ?? 0];
    const [features, values] = [rowFeature.slice(from, to), rowValue.slice(from, to)];
    return { features, values, knownWords: [], unknownWords: [], unknownSquares: 0 };
  };
  const rows = [
    ...chosen.map(({ row }) => rowsOf(problem.design, row)),
    ...(heldOut ? Array.from({ length: heldOut.rows }, (_, row) => rowsOf(heldOut, row)) : []),
  ];
  return {
    rows: designMatrix(rows, problem.design.features),
    probeLeaves: Int32Array.from(chosen, ({ leaf }) => leaf),
  };
}

/** Number of quantities recorded of a draw. */
export function watchedCount(problem: Problem, { rows, probeLeaves }: Watch): number {
  const scales = parameterLayout(problem).freeGroups.length;
  return scales + probeLeaves.length + (rows.rows - probeLeaves.length) * problem.tree.leaves.length;
}

/** Writes the watched quantities of a draw. `coefficients`: beta, p x V; `scales`: sigma of every group. */
export function readWatched(
  problem: Problem,
  { rows, probeLeaves }: Watch,
  coefficients: Float32Array,
  scales: Float64Array,
  out: Float64Array,
): void {
  const { freeGroups, columns, leaves } = parameterLayout(problem);
  const logits = new Float64Array(leaves);
  let next = 0;
  for (const group of freeGroups) out[next++] = scales[group] ?? Number.NaN;
  for (let row = 0; row < rows.rows; row++) {
    logits.fill(0);
    for (let at = rows.rowStart[row] ?? 0; at < (rows.rowStart[row + 1] ?? 0); at++) {
      const start = (rows.rowFeature[at] ?? 0) * columns;
      const value = rows.rowValue[at] ?? 0;
      for (let c = 0; c < leaves; c++) logits[c] = (logits[c] ?? 0) + value * (coefficients[start + c] ?? 0);
    }
    const leaf = probeLeaves[row];
    if (leaf !== undefined) {
      out[next++] = (logits[leaf] ?? 0) - logits.reduce((sum, z) => sum + z, 0) / leaves;
    } else {
      const top = logits.reduce((most, z) => Math.max(most, z), Number.NEGATIVE_INFINITY);
      const weights = logits.map((z) => Math.exp(z - top));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      for (const weight of weights) out[next++] = weight / sum;
    }
  }
}
