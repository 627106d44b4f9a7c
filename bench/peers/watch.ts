import { chooseProbes } from "../../trainer/chains/probes.ts";
import { buildDesignMatrix, type DesignMatrix } from "../../trainer/features/design-matrix.ts";
import { type Problem, parameterLayout } from "../../trainer/model/problem.ts";

/**
 * What is recorded of a draw, by hedge and by every peer alike. First the scale of every group that
 * learns it, then one logit for each probe, less the mean logit of its row. The probability of
 * every leaf for the held-out rows comes last.
 */
export type Watch = {
  /** Rows of the probes (one each), then the held-out rows. */
  readonly rows: DesignMatrix;
  readonly probeLeaves: Int32Array;
};

/** Watches `probes` logits of training rows as `train` does, and the leaves of `heldOut`. */
export function chooseWatch(
  problem: Problem,
  probes: number,
  heldOut: DesignMatrix | null,
  seed: number,
): Watch {
  const chosen = chooseProbes(problem, probes, seed);
  const rowOf = ({ rowStart, rowFeature, rowValue }: DesignMatrix, row: number) => {
    const [from, to] = [rowStart[row] ?? 0, rowStart[row + 1] ?? 0];
    const [features, values] = [rowFeature.slice(from, to), rowValue.slice(from, to)];
    return { features, values, knownWords: [], unknownWords: [], unknownSquares: 0 };
  };
  const rows = chosen.map(({ row }) => rowOf(problem.design, row));
  for (let row = 0; row < (heldOut?.rows ?? 0); row++) if (heldOut) rows.push(rowOf(heldOut, row));
  return {
    rows: buildDesignMatrix(rows, problem.design.features),
    probeLeaves: Int32Array.from(chosen, ({ leaf }) => leaf),
  };
}

/** Number of quantities recorded of a draw. */
export function watchedCount(problem: Problem, { rows, probeLeaves }: Watch): number {
  const scales = parameterLayout(problem).freeGroups.length;
  return scales + probeLeaves.length + (rows.rows - probeLeaves.length) * problem.tree.leaves.length;
}

/** Writes the watched quantities of a draw: `coefficients` beta, p x V, `scales` sigma by group. */
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
