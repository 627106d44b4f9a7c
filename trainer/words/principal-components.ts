import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Directions of the largest variance of some rows. */
export type PrincipalComponents = {
  /** Mean of the rows, D numbers. */
  readonly mean: Float64Array;
  /** Unit vectors, the one of the largest variance first; each D numbers. */
  readonly directions: readonly Float64Array[];
  /** Variance along each direction, descending. */
  readonly variances: readonly number[];
};

/**
 * Principal components of rows of a matrix, by the eigenvectors of their covariance. The largest
 * number of a direction is positive, so that the same rows give the same directions.
 *
 * @param values rows x `width` numbers
 * @param rows which rows to take; at least one
 * @param count at most so many directions
 */
export function principalComponents(
  values: Float32Array,
  width: number,
  rows: readonly number[],
  count: number,
): PrincipalComponents {
  const mean = new Float64Array(width);
  for (const row of rows) {
    for (let d = 0; d < width; d++) mean[d] = (mean[d] ?? 0) + (values[row * width + d] ?? 0) / rows.length;
  }
  const covariance = Matrix.zeros(width, width);
  const centred = new Float64Array(width);
  for (const row of rows) {
    for (let d = 0; d < width; d++) centred[d] = (values[row * width + d] ?? 0) - (mean[d] ?? 0);
    for (let d = 0; d < width; d++) {
      for (let e = 0; e <= d; e++) {
        covariance.set(d, e, covariance.get(d, e) + ((centred[d] ?? 0) * (centred[e] ?? 0)) / rows.length);
      }
    }
  }
  for (let d = 0; d < width; d++) for (let e = 0; e < d; e++) covariance.set(e, d, covariance.get(d, e));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, k) => k)
    .sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  const kept = order.slice(0, count);
  return {
    mean,
    directions: kept.map((k) => withPositiveLargest(Float64Array.from(eigenvectorMatrix.getColumn(k)))),
    variances: kept.map((k) => Math.max(0, realEigenvalues[k] ?? 0)),
  };
}

function withPositiveLargest(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}
