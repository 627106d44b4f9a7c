import type { Target } from "../nuts/target.ts";
import { columnTree, type Problem, parameterLayout, writeScales } from "./problem.ts";
import { logScaleDensity } from "./scale-prior.ts";

/**
 * Log density and gradient of the model in double precision, written for reading: the oracle of the fast backends, and itself fast enough for
 * small problems.
 *
 *     ln p = sum_g ln p(u_g) - |z|^2 / 2 - |epsilon|^2 / 2 + power * sum_i ln softmax(X beta + epsilon)[i, y_i]
 *     beta_jv = beta_j,parent(v) + sigma_group(v) z_jv
 */
export function densityTarget(problem: Problem): Target {
  const { design, labels, tree, scalePriors, noise, likelihoodPower } = problem;
  const layout = parameterLayout(problem);
  const { freeGroups, features, columns, leaves, coefficientStart, noiseStart, dimension } = layout;
  const { parent, group } = columnTree(tree);
  // Parents before children: internal columns first, which are numbered breadth first, then leaves.
  const topDown = [...range(leaves, columns), ...range(0, leaves)];
  const beta = new Float64Array(features * columns);
  const slope = new Float64Array(features * columns);
  const logits = new Float64Array(leaves);
  const scales = new Float64Array(tree.groups.length);
  const scaleSlope = new Float64Array(tree.groups.length);

  function expand(position: Float64Array): void {
    for (let j = 0; j < features; j++) {
      for (const v of topDown) {
        const above = at(parent, v);
        const mean = above < 0 ? 0 : at(beta, j * columns + above);
        const z = at(position, coefficientStart + j * columns + v);
        beta[j * columns + v] = mean + at(scales, at(group, v)) * z;
      }
    }
  }

  function addRow(i: number, position: Float64Array, gradient: Float64Array): number {
    for (let c = 0; c < leaves; c++) logits[c] = noise ? at(position, noiseStart + i * leaves + c) : 0;
    for (let k = at(design.rowStart, i); k < at(design.rowStart, i + 1); k++) {
      const start = at(design.rowFeature, k) * columns;
      for (let c = 0; c < leaves; c++)
        logits[c] = at(logits, c) + at(design.rowValue, k) * at(beta, start + c);
    }
    const top = logits.reduce((a, b) => Math.max(a, b));
    const sum = logits.reduce((total, z) => total + Math.exp(z - top), 0);
    const label = at(labels, i);
    const logLikelihood = likelihoodPower * (at(logits, label) - top - Math.log(sum));
    for (let c = 0; c < leaves; c++) {
      const residual = likelihoodPower * ((c === label ? 1 : 0) - Math.exp(at(logits, c) - top) / sum);
      logits[c] = residual;
      if (noise) gradient[noiseStart + i * leaves + c] = residual - at(position, noiseStart + i * leaves + c);
    }
    for (let k = at(design.rowStart, i); k < at(design.rowStart, i + 1); k++) {
      const start = at(design.rowFeature, k) * columns;
      for (let c = 0; c < leaves; c++) {
        slope[start + c] = at(slope, start + c) + at(design.rowValue, k) * at(logits, c);
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
    for (let k = coefficientStart; k < dimension; k++) total -= at(position, k) ** 2 / 2;

    scaleSlope.fill(0);
    for (let j = 0; j < features; j++) {
      for (const v of topDown.toReversed()) {
        const own = at(slope, j * columns + v);
        const above = at(parent, v);
        if (above >= 0) slope[j * columns + above] = at(slope, j * columns + above) + own;
        const g = at(group, v);
        const z = at(position, coefficientStart + j * columns + v);
        gradient[coefficientStart + j * columns + v] = at(scales, g) * own - z;
        scaleSlope[g] = at(scaleSlope, g) + at(scales, g) * own * z;
      }
    }
    freeGroups.forEach((group, free) => {
      const prior = scalePriors[group];
      if (prior === undefined) return;
      const { value, slope: priorSlope } = logScaleDensity(prior, at(position, free));
      total += value;
      gradient[free] = at(scaleSlope, group) + priorSlope;
    });
    return total;
  }

  return { dimension, logDensityAndGradient };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
