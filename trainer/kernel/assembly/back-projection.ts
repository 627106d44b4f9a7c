// The features backwards: residuals to gradients with respect to leaf coefficients.

import { featureRow, featureStart, featureValue, leafVectors, logits } from "./layout";
import { multiplyAdd } from "./simd";

/** Gradient of the log likelihood with respect to feature j's leaf coefficients, into `out`. */
// @ts-ignore: decorator
@inline export function backProject(j: i32, out: usize): void {
  const begin = load<i32>(featureStart + ((<usize>j) << 2));
  const end = load<i32>(featureStart + ((<usize>j) << 2), 4);
  const stride = (<usize>leafVectors) << 4;
  let t = 0;
  for (; t + 8 <= leafVectors; t += 8) {
    const at = (<usize>t) << 4;
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    let a4 = f32x4.splat(0);
    let a5 = f32x4.splat(0);
    let a6 = f32x4.splat(0);
    let a7 = f32x4.splat(0);
    for (let k = begin; k < end; k++) {
      const x = v128.load32_splat(featureValue + ((<usize>k) << 2));
      const r = logits + at + <usize>load<i32>(featureRow + ((<usize>k) << 2)) * stride;
      a0 = multiplyAdd(x, v128.load(r), a0);
      a1 = multiplyAdd(x, v128.load(r, 16), a1);
      a2 = multiplyAdd(x, v128.load(r, 32), a2);
      a3 = multiplyAdd(x, v128.load(r, 48), a3);
      a4 = multiplyAdd(x, v128.load(r, 64), a4);
      a5 = multiplyAdd(x, v128.load(r, 80), a5);
      a6 = multiplyAdd(x, v128.load(r, 96), a6);
      a7 = multiplyAdd(x, v128.load(r, 112), a7);
    }
    const to = out + at;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    v128.store(to, a4, 64);
    v128.store(to, a5, 80);
    v128.store(to, a6, 96);
    v128.store(to, a7, 112);
  }
  for (; t < leafVectors; t++) {
    const at = (<usize>t) << 4;
    let a = f32x4.splat(0);
    for (let k = begin; k < end; k++) {
      const r = logits + at + <usize>load<i32>(featureRow + ((<usize>k) << 2)) * stride;
      a = multiplyAdd(v128.load32_splat(featureValue + ((<usize>k) << 2)), v128.load(r), a);
    }
    v128.store(out + at, a);
  }
}
