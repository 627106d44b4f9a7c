import * as tf from "@tensorflow/tfjs";
import { columnTree } from "../../shared/tree/column-tree.ts";
import type { Target } from "../nuts/target.ts";
import { type Problem, parameterLayout } from "./problem.ts";
import { logScaleDensity } from "./scale-prior.ts";

/**
 * The same log density in TensorFlow.js, with its gradient by automatic differentiation. As an
 * oracle it shares no formula of a derivative with the kernel. It is a backend of `train`, too.
 *
 * Tensors are float32. The priors of the few scales are added outside in double precision. Uses
 * the TensorFlow.js backend that is active.
 */
export function tfjsTarget(problem: Problem): Target {
  const { design, labels, tree, noise, likelihoodPower } = problem;
  const layout = parameterLayout(problem);
  const { freeGroups, features, columns, leaves, rows, coefficientStart, noiseStart, dimension } = layout;
  const { parent, group } = columnTree(tree);

  const levels = columnsByDepth(parent);
  const rowOf = rowOfNonZero(design.rowStart);
  const featureIndex = tf.tensor1d(design.rowFeature, "int32");
  const rowIndex = tf.tensor1d(rowOf, "int32");
  const values = tf.tensor2d(design.rowValue, [design.rowValue.length, 1]);
  const answers = tf.oneHot(tf.tensor1d(labels, "int32"), leaves).toFloat();
  const fixedLogScales = tf.tensor1d(
    problem.scalePriors.map((prior) => (prior.kind === "fixed" ? Math.log(prior.value) : 0)),
  );
  const freeToGroup = oneHotRows(freeGroups, problem.scalePriors.length);
  const levelIndex = levels.map((level) => ({
    own: tf.tensor1d(level, "int32"),
    group: tf.tensor1d(
      level.map((v) => group[v] ?? 0),
      "int32",
    ),
    // Position of the parent among the columns of the level above.
    above: tf.tensor1d(
      level.map((v) => Math.max(0, columnPosition(levels, parent[v] ?? -1))),
      "int32",
    ),
  }));
  const leafOrder = tf.tensor1d(leafPositions(levels, leaves), "int32");

  /** beta for the leaves, features x leaves, one level at a time. */
  function leafCoefficients(z: tf.Tensor2D, scales: tf.Tensor1D): tf.Tensor2D {
    const found: tf.Tensor2D[] = [];
    for (const [depth, { own, group: groups, above }] of levelIndex.entries()) {
      const deviations = tf.mul(tf.gather(z, own, 1), tf.gather(scales, groups)) as tf.Tensor2D;
      const means = found[depth - 1];
      found.push(means === undefined ? deviations : tf.add(tf.gather(means, above, 1), deviations));
    }
    return tf.gather(tf.concat(found, 1), leafOrder, 1);
  }

  function logPosterior(parameters: tf.Tensor): tf.Scalar {
    const free = tf.slice(parameters, [0], [coefficientStart]) as tf.Tensor1D;
    const logScales =
      freeGroups.length === 0
        ? fixedLogScales
        : (tf.add(
            fixedLogScales,
            tf.matMul(tf.reshape(free, [1, -1]), freeToGroup).flatten(),
          ) as tf.Tensor1D);
    const coordinates = tf.slice(parameters, [coefficientStart], [dimension - coefficientStart]);
    const z = tf.slice(parameters, [coefficientStart], [features * columns]).reshape([features, columns]);
    const beta = leafCoefficients(z as tf.Tensor2D, tf.exp(logScales));
    const products = tf.mul(tf.gather(beta, featureIndex), values);
    const signal = tf.unsortedSegmentSum(products, rowIndex, rows);
    const logits = noise
      ? tf.add(signal, tf.slice(parameters, [noiseStart], [rows * leaves]).reshape([rows, leaves]))
      : signal;
    const logLikelihood = tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), answers));
    return tf.sub(tf.mul(logLikelihood, likelihoodPower), tf.mul(tf.sum(tf.square(coordinates)), 0.5));
  }

  const valueAndGradient = tf.valueAndGrad((x) => logPosterior(x));

  return {
    dimension,
    logDensityAndGradient: (position, gradient) => {
      const found = tf.tidy(() => {
        const { value, grad } = valueAndGradient(tf.tensor1d(Float32Array.from(position)));
        return { value: value.dataSync()[0] ?? Number.NaN, grad: grad.dataSync() };
      });
      gradient.set(found.grad);
      let total = found.value;
      freeGroups.forEach((groupIndex, free) => {
        const prior = problem.scalePriors[groupIndex];
        if (prior === undefined) return;
        const { value, slope } = logScaleDensity(prior, position[free] ?? 0);
        total += value;
        gradient[free] = (gradient[free] ?? 0) + slope;
      });
      return total;
    },
  };
}

/**
 * Prepares TensorFlow.js: the native CPU backend where its binary is installed, else plain
 * JavaScript. Returns the backend's name.
 */
export async function prepareTfjs(): Promise<string> {
  // Without checks of every tensor and without an advertisement on standard error.
  tf.enableProdMode();
  try {
    const native = "@tensorflow/tfjs-node";
    await import(native);
  } catch {
    await tf.setBackend("cpu");
  }
  await tf.ready();
  return tf.getBackend();
}

/** Columns at depth 1, 2, ..., each ascending. */
function columnsByDepth(parent: Int32Array): number[][] {
  const levels: number[][] = [];
  const depthOf = (column: number): number => (column < 0 ? 0 : 1 + depthOf(parent[column] ?? -1));
  parent.forEach((_, column) => {
    const level = depthOf(column) - 1;
    levels[level] = [...(levels[level] ?? []), column];
  });
  return levels;
}

/** Position of a column inside its own level; -1 for none. */
function columnPosition(levels: readonly (readonly number[])[], column: number): number {
  return levels.reduce((found, level) => Math.max(found, level.indexOf(column)), -1);
}

/** Position of each leaf in the concatenation of all levels. */
function leafPositions(levels: readonly (readonly number[])[], leaves: number): number[] {
  const order = levels.flat();
  return Array.from({ length: leaves }, (_, leaf) => order.indexOf(leaf));
}

function rowOfNonZero(rowStart: Int32Array): Int32Array {
  const rowOf = new Int32Array(rowStart.at(-1) ?? 0);
  for (let i = 0; i + 1 < rowStart.length; i++) rowOf.fill(i, rowStart[i], rowStart[i + 1]);
  return rowOf;
}

/** One row per entry, with a 1 at its column. */
function oneHotRows(columns: readonly number[], width: number): tf.Tensor2D {
  const rows = columns.map((column) => Array.from({ length: width }, (_, k) => (k === column ? 1 : 0)));
  return tf.tensor2d(rows, [columns.length, width]);
}
