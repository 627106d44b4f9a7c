// Central 90 % interval of a node's probability over draws.

import { leafLogits } from "./draws";
import { exp4, rowAt } from "./functions";
import { below, belowStarts, draws, ends, isLikely, leafDraws, logNormalisers, results, rowBytes, scales, sums, wholes } from "./layout";

/** Writes it to `results`, for the row predicted last. */
export function findInterval(node: i32): void {
  const from = load<i32>(belowStarts + ((<usize>node) << 2));
  const to = load<i32>(belowStarts + ((<usize>node) << 2), 4);
  let likely = 0;
  for (let i = from; i < to; i++) likely += load<i32>(isLikely + ((<usize>leafBelow(i)) << 2));
  memory.fill(sums, 0, rowBytes);
  for (let i = from; i < to; i++) {
    const c = leafBelow(i);
    if (load<i32>(isLikely + ((<usize>c) << 2)) == 1) addLikely(rowAt(leafDraws, c, rowBytes));
    // Beside likely leaves the others do not show.
    else if (likely == 0) addOther(c);
  }
  for (let d: usize = 0; d < rowBytes; d += 16) {
    const share = f32x4.div(f32x4.mul(v128.load(sums + d), v128.load(scales + d)), v128.load(wholes + d));
    v128.store(sums + d, f32x4.min(f32x4.splat(1), share));
  }
  quantiles();
}

// @ts-ignore: decorator
@inline function leafBelow(i: i32): i32 {
  return load<i32>(below + ((<usize>i) << 2));
}

function addLikely(row: usize): void {
  for (let d: usize = 0; d < rowBytes; d += 16) {
    v128.store(sums + d, f32x4.add(v128.load(sums + d), v128.load(row + d)));
  }
}

function addOther(c: i32): void {
  for (let d: usize = 0; d < rowBytes; d += 16) {
    const log = f32x4.min(f32x4.sub(leafLogits(c, d), v128.load(logNormalisers + d)), f32x4.splat(80));
    const weight = f32x4.div(f32x4.mul(v128.load(wholes + d), exp4(log)), v128.load(scales + d));
    v128.store(sums + d, f32x4.add(v128.load(sums + d), weight));
  }
}

/** The 5 % and 95 % quantile of `sums`, by linear interpolation (type 7). */
function quantiles(): void {
  const at = <f64>(draws - 1) * 0.05;
  const count = <i32>ceil(at) + 1;
  const high = ends + ((<usize>count) << 2);
  for (let k = 0; k < count; k++) {
    store<f32>(ends + ((<usize>k) << 2), Infinity);
    store<f32>(high + ((<usize>k) << 2), -Infinity);
  }
  // The smallest, ascending, and the largest, descending.
  const last = (<usize>(count - 1)) << 2;
  for (let s = 0; s < draws; s++) {
    const value = load<f32>(sums + ((<usize>s) << 2));
    if (value < load<f32>(ends + last)) {
      let to = last;
      for (; to > 0 && load<f32>(ends + to - 4) > value; to -= 4) store<f32>(ends + to, load<f32>(ends + to - 4));
      store<f32>(ends + to, value);
    }
    if (value > load<f32>(high + last)) {
      let to = last;
      for (; to > 0 && load<f32>(high + to - 4) < value; to -= 4) store<f32>(high + to, load<f32>(high + to - 4));
      store<f32>(high + to, value);
    }
  }
  store<f64>(results, between(ends, at), 16);
  store<f64>(results, between(high, at), 24);
}

/** The value at a place between two of a list. */
function between(list: usize, at: f64): f64 {
  const from = <f64>load<f32>(list + ((<usize>floor(at)) << 2));
  const to = <f64>load<f32>(list + ((<usize>ceil(at)) << 2));
  return from + (to - from) * (at - floor(at));
}
