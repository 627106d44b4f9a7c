import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";

/** What a row of the matrix is made of. */
type MatrixRow = Pick<SparseRow, "features" | "values">;

/**
 * The design matrix X (n x p), stored twice: by rows (CSR) for logits, by features (CSC) for
 * gradients. Row i has its features at `rowStart[i] .. rowStart[i + 1]`. Feature j has its rows at
 * `featureStart[j] .. featureStart[j + 1]`.
 */
export type DesignMatrix = {
  readonly rows: number;
  readonly features: number;
  readonly rowStart: Int32Array;
  readonly rowFeature: Int32Array;
  readonly rowValue: Float32Array;
  readonly featureStart: Int32Array;
  readonly featureRow: Int32Array;
  readonly featureValue: Float32Array;
};

/** Rows that chains have seen, with their classes. */
export type LabelledRows = {
  readonly design: DesignMatrix;
  readonly tree: TreeIndex;
  /** Leaf of each row, as a position in `tree.leaves`. */
  readonly labels: ArrayLike<number>;
  /** How many features are terms. They follow the intercept; dimensions of vectors come last. */
  readonly terms: number;
};

/** Stacks rows into a design matrix with `features` columns. Time linear in non-zeros. */
export function buildDesignMatrix(rows: readonly MatrixRow[], features: number): DesignMatrix {
  const nonZeros = rows.reduce((sum, row) => sum + row.features.length, 0);
  const rowStart = new Int32Array(rows.length + 1);
  const rowFeature = new Int32Array(nonZeros);
  const rowValue = new Float32Array(nonZeros);
  const featureStart = new Int32Array(features + 1);
  let at = 0;
  rows.forEach((row, i) => {
    rowFeature.set(row.features, at);
    rowValue.set(row.values, at);
    at += row.features.length;
    rowStart[i + 1] = at;
    for (const j of row.features) featureStart[j + 1] = (featureStart[j + 1] ?? 0) + 1;
  });
  for (let j = 0; j < features; j++) {
    featureStart[j + 1] = (featureStart[j + 1] ?? 0) + (featureStart[j] ?? 0);
  }
  const next = featureStart.slice();
  const featureRow = new Int32Array(nonZeros);
  const featureValue = new Float32Array(nonZeros);
  for (let i = 0; i < rows.length; i++) {
    for (let k = rowStart[i] ?? 0; k < (rowStart[i + 1] ?? 0); k++) {
      const j = rowFeature[k] ?? 0;
      const slot = next[j] ?? 0;
      featureRow[slot] = i;
      featureValue[slot] = rowValue[k] ?? 0;
      next[j] = slot + 1;
    }
  }
  return {
    rows: rows.length,
    features,
    rowStart,
    rowFeature,
    rowValue,
    featureStart,
    featureRow,
    featureValue,
  };
}
