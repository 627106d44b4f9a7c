import { indexTree, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { buildDesignMatrix } from "../../../trainer/features/design-matrix.ts";
import { coefficientReader } from "../../../trainer/model/coefficients.ts";
import { type Problem, parameterLayout } from "../../../trainer/model/problem.ts";
import { nextNormal, nextUniform, seedStream } from "../../../trainer/nuts/random.ts";

/** A problem, and a draw from its posterior. */
export type SimulatedProblem = { readonly problem: Problem; readonly draw: Float64Array };

/** 7 parents with 9 or 10 leaves each: 64 leaves. */
const tree: TreeIndex = indexTree({
  labels: Array.from({ length: 72 }, (_, node) => (node === 0 ? "" : `class ${node}`)),
  parents: [-1, ...Array.from({ length: 71 }, (_, k) => (k < 7 ? 0 : 1 + ((k - 7) % 7)))].sort(
    (a, b) => a - b,
  ),
  levels: ["parent", "child"],
});

/** What the scales of real catalogues settle near. */
const scale = 5;

/**
 * A catalogue as large as a real one: 7,600 titles of an intercept and 4 to 12 words out of 9,900,
 * frequent and rare as words are (Zipf). Parameters are drawn first and labels from the model
 * given them, so the parameters are one exact draw from the posterior given the scales: the place
 * where a chain is once it has converged, without running one.
 */
export function largeProblem(seed: number): SimulatedProblem {
  const [rows, features] = [7600, 9900];
  const random = seedStream(seed, 0);
  const cumulative = new Float64Array(features - 1);
  for (let word = 0, sum = 0; word < features - 1; word++) {
    sum += 1 / (word + 3);
    cumulative[word] = sum;
  }
  const anyWord = () => {
    const at = nextUniform(random) * (cumulative.at(-1) ?? 0);
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return 1 + low;
  };
  const design = buildDesignMatrix(
    Array.from({ length: rows }, () => {
      const words = new Set(Array.from({ length: 4 + Math.floor(9 * nextUniform(random)) }, anyWord));
      const sorted = [...words].sort((a, b) => a - b);
      // Rare words weigh more, and rows have unit length.
      const values = sorted.map((word) => Math.log(word + 3));
      const length = Math.hypot(...values);
      return {
        features: Int32Array.from([0, ...sorted]),
        values: Float32Array.from([1, ...values.map((value) => value / length)]),
        knownWords: [],
        unknownWords: [],
        unknownSquares: 0,
      };
    }),
    features,
  );
  const problem: Problem = {
    ...{ design, tree, noise: false, likelihoodPower: 1 },
    labels: new Int32Array(rows),
    scalePriors: tree.groups.map(() => ({ kind: "half-normal", scale })),
  };
  const { dimension, coefficientStart } = parameterLayout(problem);
  const draw = Float64Array.from({ length: dimension }, (_, k) =>
    Math.fround(k < coefficientStart ? Math.log(scale) : nextNormal(random)),
  );
  drawLabels(problem, draw, random);
  return { problem, draw };
}

/** y[i] ~ Categorical(softmax(x_i beta)), written into the problem's labels. */
function drawLabels(problem: Problem, draw: Float64Array, random: Uint32Array): void {
  const { design, labels } = problem;
  const { layout, read } = coefficientReader(problem);
  const beta = new Float32Array(layout.features * layout.columns);
  read(draw, beta, new Float64Array(problem.tree.groups.length));
  const logits = new Float64Array(layout.leaves);
  for (let i = 0; i < design.rows; i++) {
    logits.fill(0);
    for (let k = design.rowStart[i] ?? 0; k < (design.rowStart[i + 1] ?? 0); k++) {
      const row = (design.rowFeature[k] ?? 0) * layout.columns;
      for (let c = 0; c < layout.leaves; c++) {
        logits[c] = (logits[c] ?? 0) + (design.rowValue[k] ?? 0) * (beta[row + c] ?? 0);
      }
    }
    const top = Math.max(...logits);
    const weights = logits.map((z) => Math.exp(z - top));
    let left = nextUniform(random) * weights.reduce((sum, weight) => sum + weight, 0);
    labels[i] = Math.max(
      0,
      weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      }),
    );
  }
}
