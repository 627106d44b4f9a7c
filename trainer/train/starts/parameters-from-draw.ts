import { columnTree } from "../../../shared/tree/column-tree.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { drawInitialParameters } from "../../model/initial-parameters.ts";
import { type Problem, parameterLayout } from "../../model/problem.ts";
import { seedStream } from "../../nuts/random.ts";

/** One draw of a posterior. */
export type Draw = {
  /** beta, p x V, feature by feature. */
  readonly coefficients: Float32Array;
  /** sigma of every group. */
  readonly scales: Float32Array;
};

/** Reads one draw into arrays of its own. */
export function readDraw(draws: PosteriorDraws, draw: number): Draw {
  const coefficients = new Float32Array(draws.features * draws.columns);
  const scales = new Float32Array(draws.groups);
  draws.read(draw, coefficients, scales);
  return { coefficients, scales };
}

/** Where a draw has the features, columns and groups of a problem; -1 for those that it lacks. */
export type DrawMap = {
  readonly featureOf: ArrayLike<number>;
  readonly columnOf: ArrayLike<number>;
  readonly groupOf: ArrayLike<number>;
  /** Columns of the draw. */
  readonly columns: number;
};

/** Stream of a seed for the parameters that a draw has no values for. */
const stream = 0x666f6c64;

/**
 * Parameters to start a chain from: those of a draw of another posterior, as far as it has the same
 * features and classes. The others start as in any chain: features near their prior mean, classes
 * near their parent.
 *
 * @param seed for the parameters that the draw has no values for
 */
export function parametersFromDraw(
  problem: Problem,
  { coefficients, scales }: Draw,
  { featureOf, columnOf, groupOf, columns: drawColumns }: DrawMap,
  seed: number,
): Float64Array {
  const { freeGroups, columns, coefficientStart } = parameterLayout(problem);
  const { parent, group } = columnTree(problem.tree);
  const parameters = drawInitialParameters(problem, seedStream(seed, stream));
  // A draw has its scales in 32 bits, fixed ones too.
  const groupScales = problem.scalePriors.map((prior) =>
    prior.kind === "fixed" ? Math.fround(prior.value) : 1,
  );
  freeGroups.forEach((learned, free) => {
    const drawn = scales[groupOf[learned] ?? -1];
    if (drawn !== undefined) parameters[free] = Math.log(drawn);
    groupScales[learned] = drawn ?? Math.exp(parameters[free] ?? 0);
  });
  for (let feature = 0; feature < featureOf.length; feature++) {
    const from = featureOf[feature] ?? -1;
    if (from < 0) continue;
    const coefficientAt = (column: number) =>
      coefficients[from * drawColumns + (columnOf[column] ?? -1)] ?? 0;
    for (let v = 0; v < columns; v++) {
      if ((columnOf[v] ?? -1) < 0) continue;
      const above = parent[v] ?? -1;
      const deviation = coefficientAt(v) - (above < 0 ? 0 : coefficientAt(above));
      parameters[coefficientStart + feature * columns + v] = deviation / (groupScales[group[v] ?? 0] ?? 1);
    }
  }
  return parameters;
}

/** The features of a vocabulary: its terms, and the number of dimensions of word vectors. */
export type Features = { readonly terms: ReadonlyMap<string, number>; readonly dimensions: number };

/**
 * Where a draw has the features of a vocabulary: the intercept, the terms, and the dimensions of
 * word vectors if there are as many.
 */
export function mapFeatures(
  terms: readonly string[],
  dimensions: number,
  { terms: drawTerms, dimensions: drawDimensions }: Features,
): Int32Array {
  const firstVector = 1 + drawTerms.size;
  return Int32Array.from([
    0,
    ...terms.map((term) => 1 + (drawTerms.get(term) ?? -2)),
    ...Array.from({ length: dimensions }, (_, d) => (dimensions === drawDimensions ? firstVector + d : -1)),
  ]);
}
