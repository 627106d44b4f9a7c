import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { mean } from "../harness/statistics.ts";
import type { CatalogueSize, MeasuredSize, ProblemSize } from "./measured-size.ts";

/** The cost of a catalogue as formulas, with constants from measured sizes. */
export type CostModel = {
  /**
   * Seconds of a leapfrog step: `product` for each non-zero and leaf, and `far` more where the
   * coefficients are far: not in the processor's cache. `coefficient` for each feature and column.
   */
  readonly step: { readonly product: number; readonly far: number; readonly coefficient: number };
  /** Coefficients that the cache holds. */
  readonly cached: number;
  /** Of features and non-zeros: logarithm of a factor, and powers of titles and of classes. */
  readonly features: PowerLaw;
  readonly nonZeros: PowerLaw;
  /** Classes below the root, for each of the last level. */
  readonly columnsPerClass: number;
  /** Processor seconds of building the problem, for each non-zero. */
  readonly building: number;
};

type PowerLaw = { readonly log: number; readonly titles: number; readonly classes: number };

/** Fits a cost model. Errors are relative: small sizes count as much as large ones. */
export function fitCost(measured: readonly MeasuredSize[]): CostModel {
  const fits = cacheSizes.map((cached) => {
    const terms = measured.map((size) => stepTerms(size, cached).map((term) => term / size.secondsPerStep));
    const weights = leastSquaresAboveZero(
      terms,
      measured.map(() => 1),
    );
    const errors = terms.map((row) => row.reduce((sum, term, k) => sum + term * (weights[k] ?? 0), -1));
    return { cached, weights, error: errors.reduce((sum, error) => sum + error ** 2, 0) };
  });
  const { cached, weights } = fits.reduce((best, one) => (one.error < best.error ? one : best));
  const [product = 0, far = 0, coefficient = 0] = weights;
  return {
    step: { product, far, coefficient },
    cached,
    features: fitPowerLaw(measured, ({ features }) => features),
    nonZeros: fitPowerLaw(measured, ({ nonZeros }) => nonZeros),
    columnsPerClass: mean(measured.map(({ columns, classes }) => columns / classes)),
    building: mean(measured.map(({ buildSeconds, nonZeros }) => buildSeconds / nonZeros)),
  };
}

/** Cache sizes to choose among, in coefficients. */
const cacheSizes = Array.from({ length: 15 }, (_, k) => 5e5 * 2 ** (k / 2));
/** Where the coefficients are so many times what the cache holds, all of them are far. */
const allFar = 3;

function stepTerms({ features, leaves, columns, nonZeros }: ProblemSize, cached: number): number[] {
  const coefficients = features * columns;
  const far = Math.log(coefficients / cached) / Math.log(allFar);
  const products = nonZeros * leaves;
  return [products, products * Math.max(0, Math.min(1, far)), coefficients];
}

/** Seconds of a leapfrog step of a problem whose size is known. */
export function stepSeconds({ step, cached }: CostModel, size: ProblemSize): number {
  const [products = 0, far = 0, coefficients = 0] = stepTerms(size, cached);
  return step.product * products + step.far * far + step.coefficient * coefficients;
}

/** The size of the problem that a catalogue of some size has. */
export function problemSize(model: CostModel, size: CatalogueSize): ProblemSize {
  return {
    rows: size.titles,
    features: lawValue(model.features, size),
    leaves: size.classes,
    columns: model.columnsPerClass * size.classes,
    nonZeros: lawValue(model.nonZeros, size),
  };
}

function fitPowerLaw(measured: readonly MeasuredSize[], value: (size: MeasuredSize) => number): PowerLaw {
  const rows = measured.map(({ titles, classes }) => [1, Math.log(titles), Math.log(classes)]);
  const [log = 0, titles = 0, classes = 0] = leastSquares(
    rows,
    measured.map((size) => Math.log(value(size))),
  );
  return { log, titles, classes };
}

function lawValue(law: PowerLaw, { titles, classes }: CatalogueSize): number {
  return Math.exp(law.log + law.titles * Math.log(titles) + law.classes * Math.log(classes));
}

function leastSquares(rows: readonly number[][], values: readonly number[]): number[] {
  return new SingularValueDecomposition(new Matrix(rows.map((row) => [...row])))
    .solve(Matrix.columnVector([...values]))
    .to1DArray();
}

/** Least squares without the terms whose weights would be negative, the most negative first. */
function leastSquaresAboveZero(rows: readonly number[][], values: readonly number[]): number[] {
  let kept = (rows[0] ?? []).map((_, term) => term);
  for (;;) {
    const terms = kept;
    const weights = leastSquares(
      rows.map((row) => terms.map((term) => row[term] ?? 0)),
      values,
    );
    const least = weights.indexOf(Math.min(...weights));
    if ((weights[least] ?? 0) >= 0)
      return (rows[0] ?? []).map((_, term) => weights[terms.indexOf(term)] ?? 0);
    kept = terms.filter((_, at) => at !== least);
  }
}
