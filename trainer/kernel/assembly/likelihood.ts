// The rows forwards: logits, softmax, log likelihood, residuals.

import { coefficients, firstRow, labels, leafBias, leafVectors, logits, rowFeature, rowStart, rowValue, rowWeight } from "./layout";
import { exponential, laneMax, laneSum } from "./simd";
import { sparseProduct } from "./sparse-product";

/** Logits of row i without noise, into `z`. */
// @ts-ignore: decorator
@inline function rowLogits(i: i32, z: usize): void {
  sparseProduct(i, rowStart, rowFeature, rowValue, coefficients, z, true, leafBias);
}

/**
 * Turns the logits at z into weight * (one-hot(label) - softmax) and returns weight * ln
 * softmax[label].
 */
// @ts-ignore: decorator
@inline function rowResiduals(z: usize, label: i32, weight: f32): f64 {
  let top = v128.load(z);
  for (let t = 1; t < leafVectors; t++) top = f32x4.pmax(top, v128.load(z + ((<usize>t) << 4)));
  const largest = laneMax(top);
  const shift = f32x4.splat(largest);
  const own = load<f32>(z + ((<usize>label) << 2)) - largest;
  let sum = f32x4.splat(0);
  for (let t = 0; t < leafVectors; t++) {
    const at = z + ((<usize>t) << 4);
    const e = exponential(f32x4.sub(v128.load(at), shift));
    sum = f32x4.add(sum, e);
    v128.store(at, e);
  }
  const total = laneSum(sum);
  const scale = f32x4.splat(-weight / total);
  for (let t = 0; t < leafVectors; t++) {
    const at = z + ((<usize>t) << 4);
    v128.store(at, f32x4.mul(v128.load(at), scale));
  }
  const at = z + ((<usize>label) << 2);
  store<f32>(at, load<f32>(at) + weight);
  return <f64>weight * (<f64>own - Math.log(<f64>total));
}

/**
 * Log likelihood of a block of rows. Leaves the residuals in `logits`. `noise` is the address of
 * the position's noise rows, or 0.
 */
export function likelihoodBlock(block: i32, noise: usize): f64 {
  let total: f64 = 0;
  const stride = (<usize>leafVectors) << 4;
  const stop = firstRow(block + 1);
  for (let i = firstRow(block); i < stop; i++) {
    const z = logits + <usize>i * stride;
    rowLogits(i, z);
    if (noise) {
      const e = noise + <usize>i * stride;
      for (let t = 0; t < leafVectors; t++) {
        const at = (<usize>t) << 4;
        v128.store(z + at, f32x4.add(v128.load(z + at), v128.load(e + at)));
      }
    }
    total += rowResiduals(z, load<i32>(labels + ((<usize>i) << 2)), load<f32>(rowWeight + ((<usize>i) << 2)));
  }
  return total;
}
