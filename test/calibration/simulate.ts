import type { SparseRow as TitleRow } from "../../shared/text/vocabulary.ts";
import { indexTree, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { buildDesignMatrix, type DesignMatrix } from "../../trainer/features/design-matrix.ts";
import type { Problem } from "../../trainer/model/problem.ts";
import type { ScalePrior } from "../../trainer/model/scale-prior.ts";
import { nextNormal, nextUniform } from "../../trainer/nuts/random.ts";

/**
 * A data set from the prior. It is drawn from the model in its centred form, in terms of sigma and
 * beta, and shares nothing with the parametrisation that is sampled: the check covers its Jacobian
 * and its expansion.
 */
export type Simulation = {
  readonly problem: Problem;
  readonly truth: ModelDraw;
  /** A row that is not in the data, for a prediction. */
  readonly newRow: SparseRow;
};

/** A row without words, which a simulation has no use for. */
export type SparseRow = Pick<TitleRow, "features" | "values">;

/** The unknowns of the model, in its own terms. */
export type ModelDraw = {
  /** sigma of every group of siblings, length G. */
  readonly scales: ArrayLike<number>;
  /** beta, p x V, feature by feature; columns as in `TreeIndex`. */
  readonly coefficients: ArrayLike<number>;
  /** z = (beta - mean) / sigma, laid out as beta. */
  readonly standardised: ArrayLike<number>;
  /** epsilon, n x C; empty without noise. */
  readonly noise: ArrayLike<number>;
};

/**
 * Two top-level classes with three and two leaves: with five leaves the kernel's rows need
 * padding.
 */
export const calibrationTree: TreeIndex = indexTree({
  labels: ["", "A", "B", "A1", "A2", "A3", "B1", "B2"],
  parents: [-1, 0, 0, 1, 1, 1, 2, 2],
  levels: ["parent", "child"],
});

const rows = 30;
const features = 7;

/**
 * Draws scales, coefficients, noise and labels from the joint density p(theta) prod_i p(y_i |
 * theta)^P. With P = 1 that is the model. At another power, theta is drawn from p(theta) prod_i
 * Z_i by rejection, with Z_i = sum_c p(c | theta)^P. Then y_i = c with probability p(c | theta)^P
 * / Z_i. For a whole P this is the same as drawing P label vectors independently and keeping them
 * when all are equal.
 *
 * @param random state of a generator, changed in place
 * @param power P, at least 1, so that no Z_i is above 1
 */
export function simulate(
  scalePriors: readonly ScalePrior[],
  hasNoise: boolean,
  random: Uint32Array,
  power = 1,
): Simulation {
  const tree = calibrationTree;
  const design = buildDesignMatrix(
    Array.from({ length: rows }, () => ({
      ...drawRow(random),
      knownWords: [],
      unknownWords: [],
      unknownSquares: 0,
    })),
    features,
  );
  const draw = (): ModelDraw => {
    const scales = scalePriors.map((prior) => drawScale(prior, random));
    const { coefficients, standardised } = drawCoefficients(tree, scales, random);
    const noise = Float64Array.from({ length: hasNoise ? rows * tree.leaves.length : 0 }, () =>
      nextNormal(random),
    );
    return { scales, coefficients, standardised, noise };
  };
  const allRows = Array.from({ length: rows }, (_, i) => i);
  const isTaken = (truth: ModelDraw) =>
    allRows.every((i) => nextUniform(random) < poweredSum(rowLogits(design, i, tree, truth), power));
  let truth = draw();
  while (power !== 1 && !isTaken(truth)) truth = draw();
  const labels = Int32Array.from(allRows, (i) =>
    drawLabel(
      rowLogits(design, i, tree, truth).map((z) => power * z),
      random,
    ),
  );
  return {
    problem: { design, labels, tree, scalePriors, noise: hasNoise, likelihoodPower: power },
    truth,
    newRow: drawRow(random),
  };
}

/** Logits of one row of the design: x_i beta + epsilon_i, length C. */
export function rowLogits(
  design: DesignMatrix,
  row: number,
  tree: TreeIndex,
  { coefficients, noise }: Pick<ModelDraw, "coefficients" | "noise">,
): Float64Array {
  const [from, to] = [design.rowStart[row] ?? 0, design.rowStart[row + 1] ?? 0];
  const sparse = {
    features: design.rowFeature.subarray(from, to),
    values: design.rowValue.subarray(from, to),
  };
  return sparseLogits(sparse, tree, coefficients).map(
    (z, c) => z + (noise[row * tree.leaves.length + c] ?? 0),
  );
}

/** x beta for any row, length C. */
export function sparseLogits(row: SparseRow, tree: TreeIndex, coefficients: ArrayLike<number>): Float64Array {
  const columns = tree.nodeCount - 1;
  const logits = new Float64Array(tree.leaves.length);
  row.features.forEach((feature, k) => {
    for (let c = 0; c < logits.length; c++) {
      logits[c] = (logits[c] ?? 0) + (row.values[k] ?? 0) * (coefficients[feature * columns + c] ?? 0);
    }
  });
  return logits;
}

/** A title: the intercept and two to four distinct words, the words scaled to unit length. */
function drawRow(random: Uint32Array): SparseRow {
  const words = new Set<number>();
  const count = 2 + Math.floor(3 * nextUniform(random));
  while (words.size < count) words.add(1 + Math.floor((features - 1) * nextUniform(random)));
  const sorted = [...words].sort((a, b) => a - b);
  const weights = sorted.map(() => 0.5 + nextUniform(random));
  const length = Math.hypot(...weights);
  return {
    features: Int32Array.from([0, ...sorted]),
    values: Float32Array.from([1, ...weights.map((weight) => weight / length)]),
  };
}

function drawScale(prior: ScalePrior, random: Uint32Array): number {
  switch (prior.kind) {
    case "half-normal":
      return prior.scale * Math.abs(nextNormal(random));
    case "inverse-gamma":
      return prior.rate / drawGamma(prior.shape, random);
    case "fixed":
      return prior.value;
  }
}

/** Gamma(shape, 1) for a whole shape: a sum of exponentials. */
function drawGamma(shape: number, random: Uint32Array): number {
  if (!Number.isInteger(shape)) throw new RangeError(`cannot draw a gamma of shape ${shape}`);
  let total = 0;
  for (let k = 0; k < shape; k++) total -= Math.log(1 - nextUniform(random));
  return total;
}

/**
 * beta of a node ~ Normal(beta of its parent, sigma of its parent's children), from the top down.
 */
function drawCoefficients(tree: TreeIndex, scales: readonly number[], random: Uint32Array) {
  const columns = tree.nodeCount - 1;
  const coefficients = new Float64Array(features * columns);
  const standardised = new Float64Array(features * columns);
  for (let j = 0; j < features; j++) {
    for (let node = 1; node < tree.nodeCount; node++) {
      const parent = tree.taxonomy.parents[node] ?? 0;
      const at = j * columns + (tree.columns[node] ?? 0);
      const mean = parent === 0 ? 0 : (coefficients[j * columns + (tree.columns[parent] ?? 0)] ?? 0);
      const z = nextNormal(random);
      standardised[at] = z;
      coefficients[at] = mean + (scales[tree.groups.indexOf(parent)] ?? 0) * z;
    }
  }
  return { coefficients, standardised };
}

/** sum_c softmax(logits)[c]^power, at most 1 for a power of 1 or more. */
function poweredSum(logits: Float64Array, power: number): number {
  const top = Math.max(...logits);
  const sum = logits.reduce((all, z) => all + Math.exp(z - top), 0);
  return logits.reduce((all, z) => all + (Math.exp(z - top) / sum) ** power, 0);
}

/** y ~ Categorical(softmax(logits)). */
export function drawLabel(logits: Float64Array, random: Uint32Array): number {
  const top = Math.max(...logits);
  const weights = logits.map((z) => Math.exp(z - top));
  let left = nextUniform(random) * weights.reduce((sum, weight) => sum + weight, 0);
  for (let c = 0; c < weights.length; c++) {
    left -= weights[c] ?? 0;
    if (left < 0) return c;
  }
  return weights.length - 1;
}
