import { EigenvalueDecomposition, Matrix, QrDecomposition } from "ml-matrix";
import { nextNormal, seedStream } from "../nuts/random.ts";
import { countPairs, type PairCounts } from "./count-pairs.ts";
import type { VectorSource } from "./vector-source.ts";

/** Exponent of the counts of contexts (Levy, Goldberg and Dagan 2015). */
const contextPower = 0.75;
/** Directions beyond those asked for, and iterations, that make the randomised SVD exact enough. */
const oversampling = 10;
const iterations = 6;
/** Stream of the seed that the SVD starts from. */
const stream = 0x76656373;

/**
 * Learns word vectors from texts without labels: the positive pointwise mutual information of words
 * that occur together, factorised by a truncated SVD (Levy, Goldberg and Dagan 2015). The vectors
 * are the left singular vectors times the roots of the singular values, scaled to length 1.
 *
 * @param texts words of each text, as titles have them
 * @returns null where too few words occur together
 */
export function learnVectors(texts: readonly (readonly string[])[], dimensions: number): VectorSource | null {
  const counts = countPairs(texts);
  const information = mutualInformation(counts);
  const { words } = counts;
  const rank = Math.min(dimensions, words.length - 1);
  if (information.values.length === 0 || rank < 2) return null;
  const embedded = leftSingularVectors(information, words.length, rank);
  const vectors = new Float32Array(words.length * rank);
  for (let row = 0; row < words.length; row++) {
    const vector = embedded.getRow(row);
    const length = Math.hypot(...vector) || 1;
    vector.forEach((value, d) => {
      vectors[row * rank + d] = value / length;
    });
  }
  return { name: "learned", words, dimensions: rank, vectors };
}

/** A sparse square matrix: entry k is `values[k]` in row `rows[k]` and column `columns[k]`. */
type SparseMatrix = {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
};

/** ln of P(word, context) / (P(word) P(context)), where that is above 0. */
function mutualInformation({ words, pairs }: PairCounts): SparseMatrix {
  const size = words.length;
  const totals = new Float64Array(size);
  for (const [key, count] of pairs) {
    const row = Math.floor(key / size);
    totals[row] = (totals[row] ?? 0) + count;
  }
  const contexts = totals.map((total) => total ** contextPower);
  const all = contexts.reduce((sum, value) => sum + value, 0);
  const found = [...pairs].flatMap(([key, count]) => {
    const [row, column] = [Math.floor(key / size), key % size];
    const value = Math.log((count * all) / ((totals[row] ?? 1) * (contexts[column] ?? 1)));
    return value > 0 ? [{ row, column, value }] : [];
  });
  return {
    rows: Int32Array.from(found, ({ row }) => row),
    columns: Int32Array.from(found, ({ column }) => column),
    values: Float64Array.from(found, ({ value }) => value),
  };
}

/**
 * Left singular vectors of the largest singular values, each times the root of its value: size x
 * rank. Randomised subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4).
 */
function leftSingularVectors(matrix: SparseMatrix, size: number, rank: number): Matrix {
  const width = Math.min(size, rank + oversampling);
  const random = seedStream(0, stream);
  let basis = new Matrix(
    Array.from({ length: size }, () => Array.from({ length: width }, () => nextNormal(random))),
  );
  for (let pass = 0; pass < iterations; pass++) {
    basis = new QrDecomposition(multiply(matrix, multiply(transposed(matrix), basis))).orthogonalMatrix;
  }
  const small = multiply(transposed(matrix), basis);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(small.transpose().mmul(small), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, k) => k)
    .sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0))
    .slice(0, rank);
  const rotated = basis.mmul(eigenvectorMatrix);
  const result = Matrix.zeros(size, rank);
  order.forEach((from, to) => {
    const weight = Math.max(0, realEigenvalues[from] ?? 0) ** 0.25;
    for (let row = 0; row < size; row++) result.set(row, to, rotated.get(row, from) * weight);
  });
  return result;
}

function transposed({ rows, columns, values }: SparseMatrix): SparseMatrix {
  return { rows: columns, columns: rows, values };
}

function multiply({ rows, columns, values }: SparseMatrix, dense: Matrix): Matrix {
  const result = Matrix.zeros(dense.rows, dense.columns);
  for (let k = 0; k < values.length; k++) {
    const [row, column, value] = [rows[k] ?? 0, columns[k] ?? 0, values[k] ?? 0];
    for (let d = 0; d < dense.columns; d++)
      result.set(row, d, result.get(row, d) + value * dense.get(column, d));
  }
  return result;
}
