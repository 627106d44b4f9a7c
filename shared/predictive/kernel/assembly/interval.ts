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
    v128.store(sums + d, f32x4.pmin(share, f32x4.splat(1)));
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
    const log = f32x4.pmin(f32x4.sub(leafLogits(c, d), v128.load(logNormalisers + d)), f32x4.splat(80));
    const weight = f32x4.div(f32x4.mul(v128.load(wholes + d), exp4(log)), v128.load(scales + d));
    v128.store(sums + d, f32x4.add(v128.load(sums + d), weight));
  }
}

/** The 5 % and 95 % quantile of `sums`, by linear interpolation (type 7). */
function quantiles(): void {
  const at = <f64>(draws - 1) * 0.05;
  const bytes = (<usize>ceil(at) + 1) << 4;
  const negative = ends + bytes;
  for (let k: usize = 0; k < 2 * bytes; k += 16) v128.store(ends + k, f32x4.splat(Infinity));
  for (let s = 0; s < draws; s += 4) {
    const isDraw = i32x4.lt_s(i32x4.add(i32x4.splat(s), i32x4(0, 1, 2, 3)), i32x4.splat(draws));
    const value = v128.load(sums + ((<usize>s) << 2));
    insert(ends, bytes, v128.bitselect(value, f32x4.splat(Infinity), isDraw));
    insert(negative, bytes, v128.bitselect(f32x4.neg(value), f32x4.splat(Infinity), isDraw));
  }
  store<f64>(results, between(ends, at), 16);
  store<f64>(results, 0 - between(negative, at), 24);
}

/** Puts a value into each lane of a list, which keeps the smallest of a lane, ascending. */
// @ts-ignore: decorator
@inline function insert(list: usize, bytes: usize, values: v128): void {
  let rest = values;
  for (let k: usize = 0; k < bytes; k += 16) {
    const kept = v128.load(list + k);
    v128.store(list + k, f32x4.pmin(kept, rest));
    rest = f32x4.pmax(kept, rest);
  }
}

/** The value at a place between two of all numbers of a list, ascending over its lanes. */
function between(list: usize, at: f64): f64 {
  let a = list;
  let b = list + 4;
  let c = list + 8;
  let d = list + 12;
  let from: f32 = 0;
  let to: f32 = 0;
  for (let rank: f64 = 0; rank <= ceil(at); rank++) {
    const ofA = load<f32>(a);
    const ofB = load<f32>(b);
    const ofC = load<f32>(c);
    to = min(min(ofA, ofB), min(ofC, load<f32>(d)));
    if (rank == floor(at)) from = to;
    if (ofA == to) a += 16;
    else if (ofB == to) b += 16;
    else if (ofC == to) c += 16;
    else d += 16;
  }
  return <f64>from + (<f64>to - <f64>from) * (at - floor(at));
}
