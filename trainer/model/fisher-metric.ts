import { softmaxInPlace } from "../../shared/predictive/softmax.ts";
import { columnTree } from "../../shared/tree/column-tree.ts";
import { coefficientReader } from "./coefficients.ts";
import type { Problem } from "./problem.ts";

/**
 * Precision of every z_jv given all other parameters, on average over labels: the Fisher
 * information and the prior's 1. p x V, feature by feature:
 *
 *     1 + power sigma[v]^2 sum_i x_ij^2 P_iv (1 - P_iv)
 *
 * with P_iv the probability of node v for row i. Time linear in non-zeros times columns.
 *
 * @param parameters where to take the probabilities, in the order of the parameter layout
 */
export function fisherPrecisions(problem: Problem, parameters: Float64Array): Float32Array {
  const { design, tree, noise, likelihoodPower } = problem;
  const { layout, read } = coefficientReader(problem);
  const { features, columns, leaves, rows, noiseStart } = layout;
  const { parent, group } = columnTree(tree);
  const beta = new Float32Array(features * columns);
  const scales = new Float64Array(tree.groups.length);
  read(parameters, beta, scales);
  const precisions = new Float32Array(features * columns);
  const variances = new Float64Array(columns);

  for (let i = 0; i < rows; i++) {
    const [from, to] = [design.rowStart[i] ?? 0, design.rowStart[i + 1] ?? 0];
    for (let c = 0; c < leaves; c++) {
      variances[c] = noise ? (parameters[noiseStart + i * leaves + c] ?? 0) : 0;
    }
    for (let k = from; k < to; k++) {
      const start = (design.rowFeature[k] ?? 0) * columns;
      const x = design.rowValue[k] ?? 0;
      for (let c = 0; c < leaves; c++) variances[c] = (variances[c] ?? 0) + x * (beta[start + c] ?? 0);
    }
    logitsToVariances(variances, leaves, parent);
    for (let k = from; k < to; k++) {
      const start = (design.rowFeature[k] ?? 0) * columns;
      const square = (design.rowValue[k] ?? 0) ** 2;
      for (let v = 0; v < columns; v++) {
        precisions[start + v] = (precisions[start + v] ?? 0) + square * (variances[v] ?? 0);
      }
    }
  }
  const weights = Float64Array.from(group, (each) => likelihoodPower * (scales[each] ?? 0) ** 2);
  for (let j = 0; j < features; j++) {
    for (let v = 0; v < columns; v++) {
      const at = j * columns + v;
      precisions[at] = 1 + (weights[v] ?? 0) * (precisions[at] ?? 0);
    }
  }
  return precisions;
}

/** In place: from the logits of the leaves to P (1 - P) of every column. */
function logitsToVariances(values: Float64Array, leaves: number, parent: Int32Array): void {
  softmaxInPlace(values, 0, leaves);
  values.fill(0, leaves);
  for (let c = 0; c < leaves; c++) addToParent(values, parent, c);
  // Internal columns are numbered breadth first, so children come before their parents.
  for (let v = values.length - 1; v >= leaves; v--) addToParent(values, parent, v);
  for (let v = 0; v < values.length; v++) values[v] = (values[v] ?? 0) * Math.max(0, 1 - (values[v] ?? 0));
}

function addToParent(values: Float64Array, parent: Int32Array, column: number): void {
  const above = parent[column] ?? -1;
  if (above >= 0) values[above] = (values[above] ?? 0) + (values[column] ?? 0);
}
