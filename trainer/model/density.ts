import { columnTree } from "../../shared/tree/column-tree.ts";
import type { Target } from "../nuts/target.ts";
import { type Problem, parameterLayout, writeScales } from "./problem.ts";
import { logScaleDensity } from "./scale-prior.ts";

/**
 * Log density and gradient of the model in double precision. It is written to be read: the fast
 * backends are checked against it. It is fast enough for small problems.
 *
 *     ln p = sum_g ln p(u_g) - |z|^2 / 2 - |epsilon|^2 / 2
 *            + power * sum_i ln softmax(X beta + epsilon)[i, y_i]
 *     beta_jv = beta_j,parent(v) + sigma_group(v) z_jv
 */
export function densityTarget(problem: Problem): Target {
  const { design, labels, tree, scalePriors, noise, likelihoodPower } = problem;
  const layout = parameterLayout(problem);
  const { freeGroups, features, columns, leaves, coefficientStart, noiseStart, dimension } = layout;
  const { parent, group } = columnTree(tree);
  // Parents before children: internal columns first, numbered breadth first, then leaves.
  const topDown = [...range(leaves, columns), ...range(0, leaves)];
  const bottomUp = topDown.toReversed();
  const beta = new Float64Array(features * columns);
  const slope = new Float64Array(features * columns);
  const logits = new Float64Array(leaves);
  const scales = new Float64Array(tree.groups.length);
  const scaleSlope = new Float64Array(tree.groups.length);

  function expand(position: Float64Array): void {
    for (let j = 0; j < features; j++) {
      for (const v of topDown) {
        const above = parent[v] ?? 0;
        const mean = above < 0 ? 0 : (beta[j * columns + above] ?? 0);
        const z = position[coefficientStart + j * columns + v] ?? 0;
        beta[j * columns + v] = mean + (scales[group[v] ?? 0] ?? 0) * z;
      }
    }
  }

  function addRow(i: number, position: Float64Array, gradient: Float64Array): number {
    for (let c = 0; c < leaves; c++) logits[c] = noise ? (position[noiseStart + i * leaves + c] ?? 0) : 0;
    for (let k = design.rowStart[i] ?? 0; k < (design.rowStart[i + 1] ?? 0); k++) {
      const start = (design.rowFeature[k] ?? 0) * columns;
      for (let c = 0; c < leaves; c++)
        logits[c] = (logits[c] ?? 0) + (design.rowValue[k] ?? 0) * (beta[start + c] ?? 0);
    }
    let top = Number.NEGATIVE_INFINITY;
    for (const z of logits) top = Math.max(top, z);
    let sum = 0;
    for (const z of logits) sum += Math.exp(z - top);
    const label = labels[i] ?? 0;
    const logLikelihood = likelihoodPower * ((logits[label] ?? 0) - top - Math.log(sum));
    for (let c = 0; c < leaves; c++) {
      const residual = likelihoodPower * ((c === label ? 1 : 0) - Math.exp((logits[c] ?? 0) - top) / sum);
      logits[c] = residual;
      if (noise)
        gradient[noiseStart + i * leaves + c] = residual - (position[noiseStart + i * leaves + c] ?? 0);
    }
    for (let k = design.rowStart[i] ?? 0; k < (design.rowStart[i + 1] ?? 0); k++) {
      const start = (design.rowFeature[k] ?? 0) * columns;
      for (let c = 0; c < leaves; c++) {
        slope[start + c] = (slope[start + c] ?? 0) + (design.rowValue[k] ?? 0) * (logits[c] ?? 0);
      }
    }
    return logLikelihood;
  }

  function logDensityAndGradient(position: Float64Array, gradient: Float64Array): number {
    writeScales(problem, position, scales);
    expand(position);
    slope.fill(0);
    let total = 0;
    for (let i = 0; i < design.rows; i++) total += addRow(i, position, gradient);
    for (let k = coefficientStart; k < dimension; k++) total -= (position[k] ?? 0) ** 2 / 2;

    scaleSlope.fill(0);
    for (let j = 0; j < features; j++) {
      for (const v of bottomUp) {
        const betaSlope = slope[j * columns + v] ?? 0;
        const above = parent[v] ?? 0;
        if (above >= 0) slope[j * columns + above] = (slope[j * columns + above] ?? 0) + betaSlope;
        const g = group[v] ?? 0;
        const z = position[coefficientStart + j * columns + v] ?? 0;
        gradient[coefficientStart + j * columns + v] = (scales[g] ?? 0) * betaSlope - z;
        scaleSlope[g] = (scaleSlope[g] ?? 0) + (scales[g] ?? 0) * betaSlope * z;
      }
    }
    freeGroups.forEach((group, free) => {
      const prior = scalePriors[group];
      if (prior === undefined) return;
      const { value, slope: priorSlope } = logScaleDensity(prior, position[free] ?? 0);
      total += value;
      gradient[free] = (scaleSlope[group] ?? 0) + priorSlope;
    });
    return total;
  }

  return { dimension, logDensityAndGradient };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}
