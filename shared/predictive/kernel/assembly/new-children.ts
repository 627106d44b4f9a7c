// Shares of classes that training did not see: `new-child.ts`.

import { exp4, laneSum, rowAt } from "./functions";
import { childDeviations, groupVectors, internalLogits, internals, logNormalisers, newChildren, rowBytes, shares } from "./layout";

/** Log of the weight of group g's new child in four draws, without its own deviation. */
// @ts-ignore: decorator
@inline function childLog(g: i32, d: usize): v128 {
  const logit = g == 0 ? f32x4.splat(0) : v128.load(rowAt(internalLogits, g - 1, rowBytes) + d);
  return f32x4.sub(logit, v128.load(logNormalisers + d));
}

/** Writes the mean share of a new child of each group; `length` is that of the row. */
export function shareNewChildren(length: f32): void {
  const groups = internals + 1;
  const scale = f32x4.splat(length);
  const ups = groupVectors;
  const downs = ups + ((<usize>groups) << 4);
  const totals = downs + ((<usize>groups) << 4);
  memory.fill(totals, 0, (<usize>groups) << 4);
  for (let d: usize = 0; d < rowBytes; d += 16) {
    let topUp = f32x4.splat(0);
    let topDown = f32x4.splat(0);
    for (let g = 0; g < groups; g++) {
      const shift = f32x4.mul(scale, v128.load(rowAt(childDeviations, g, rowBytes) + d));
      const log = childLog(g, d);
      const up = f32x4.add(log, shift);
      const down = f32x4.sub(log, shift);
      v128.store(ups + ((<usize>g) << 4), up);
      v128.store(downs + ((<usize>g) << 4), down);
      topUp = f32x4.pmax(topUp, up);
      topDown = f32x4.pmax(topDown, down);
    }
    // Relative to the largest, so that sums stay finite.
    let sumUp = exp4(f32x4.neg(topUp));
    let sumDown = exp4(f32x4.neg(topDown));
    for (let g = 0; g < groups; g++) {
      const at = (<usize>g) << 4;
      const up = exp4(f32x4.sub(v128.load(ups + at), topUp));
      const down = exp4(f32x4.sub(v128.load(downs + at), topDown));
      v128.store(ups + at, up);
      v128.store(downs + at, down);
      sumUp = f32x4.add(sumUp, up);
      sumDown = f32x4.add(sumDown, down);
    }
    const half = f32x4.mul(f32x4.splat(0.5), v128.load(shares + d));
    const scaleUp = f32x4.div(half, sumUp);
    const scaleDown = f32x4.div(half, sumDown);
    for (let g = 0; g < groups; g++) {
      const at = (<usize>g) << 4;
      const both = f32x4.add(f32x4.mul(v128.load(ups + at), scaleUp), f32x4.mul(v128.load(downs + at), scaleDown));
      v128.store(totals + at, f32x4.add(v128.load(totals + at), both));
    }
  }
  for (let g = 0; g < groups; g++) {
    store<f64>(newChildren + ((<usize>g) << 3), laneSum(v128.load(totals + ((<usize>g) << 4))));
  }
}
