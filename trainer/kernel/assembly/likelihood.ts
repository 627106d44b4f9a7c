// The rows forwards: logits, softmax, log likelihood, residuals.

import { coefficients, firstRow, labels, leafBias, leafVectors, logits, rowFeature, rowStart, rowValue, rowWeight } from "./layout";
import { exponential, laneMax, laneSum, multiplyAdd } from "./simd";

/** Logits of row i: sparse products with 8 vectors of leaves in registers at a time. */
// @ts-ignore: decorator
@inline function rowLogits(i: i32, z: usize): void {
  const begin = load<i32>(rowStart + ((<usize>i) << 2));
  const end = load<i32>(rowStart + ((<usize>i) << 2), 4);
  const stride = (<usize>leafVectors) << 4;
  let t = 0;
  for (; t + 8 <= leafVectors; t += 8) {
    const at = (<usize>t) << 4;
    const bias = leafBias + at;
    let a0 = v128.load(bias);
    let a1 = v128.load(bias, 16);
    let a2 = v128.load(bias, 32);
    let a3 = v128.load(bias, 48);
    let a4 = v128.load(bias, 64);
    let a5 = v128.load(bias, 80);
    let a6 = v128.load(bias, 96);
    let a7 = v128.load(bias, 112);
    for (let k = begin; k < end; k++) {
      const x = v128.load32_splat(rowValue + ((<usize>k) << 2));
      const b = coefficients + at + <usize>load<i32>(rowFeature + ((<usize>k) << 2)) * stride;
      a0 = multiplyAdd(x, v128.load(b), a0);
      a1 = multiplyAdd(x, v128.load(b, 16), a1);
      a2 = multiplyAdd(x, v128.load(b, 32), a2);
      a3 = multiplyAdd(x, v128.load(b, 48), a3);
      a4 = multiplyAdd(x, v128.load(b, 64), a4);
      a5 = multiplyAdd(x, v128.load(b, 80), a5);
      a6 = multiplyAdd(x, v128.load(b, 96), a6);
      a7 = multiplyAdd(x, v128.load(b, 112), a7);
    }
    const out = z + at;
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
    v128.store(out, a4, 64);
    v128.store(out, a5, 80);
    v128.store(out, a6, 96);
    v128.store(out, a7, 112);
  }
  for (; t < leafVectors; t++) {
    const at = (<usize>t) << 4;
    let a = v128.load(leafBias + at);
    for (let k = begin; k < end; k++) {
      const b = coefficients + at + <usize>load<i32>(rowFeature + ((<usize>k) << 2)) * stride;
      a = multiplyAdd(v128.load32_splat(rowValue + ((<usize>k) << 2)), v128.load(b), a);
    }
    v128.store(z + at, a);
  }
}

/** Turns the logits at z into weight * (one-hot(label) - softmax) and returns weight * ln softmax[label]. */
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
 * Log likelihood of a block of rows; leaves the residuals in `logits`. `noise` is the address of the noise rows of the position,
 * or 0.
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
