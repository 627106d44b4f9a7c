// The mean of the softmax over likely leaves, by quadrature: `gaussian-tree.ts`.

import { convolve } from "./convolution";
import { exp4, laneSum, log4, rowAt } from "./functions";
import { addLeaf } from "./gumbel";
import { grids, groupSums, internals, leafMeans, leaves, likelyLeaves, means, parents, variances } from "./layout";
import { likelyCount } from "./likely";

const minPoints: i32 = 24;
const maxPoints: i32 = 256;
const maxStep: f64 = 2;
const maxVariance: f64 = 160000;
/** Least distribution function of a maximum: its logarithm and its inverse stay finite. */
const least: f32 = 1e-30;

let points: i32 = 0;
let bytes: usize = 0;
let low: f32 = 0;
let delta: f32 = 0;
/** Rows of points: L' hazards of likely leaves; P + 1 each of the others, the root's last. */
let hazards: usize = 0;
let logChildren: usize = 0;
let logMax: usize = 0;
let outside: usize = 0;
let kernel: usize = 0;
let padded: usize = 0;
/** Whether an internal node has a likely leaf below it: int32. */
let isPresent: usize = 0;

// @ts-ignore: decorator
@inline function parentOf(v: i32): i32 {
  return load<i32>(parents + ((<usize>v) << 2));
}

/** Variance of a column's own deviate. */
// @ts-ignore: decorator
@inline function variance(v: i32): f64 {
  return min(maxVariance, <f64>load<f32>(variances + ((<usize>v) << 2)));
}

// @ts-ignore: decorator
@inline function likelyLeaf(i: i32): i32 {
  return load<i32>(likelyLeaves + ((<usize>i) << 2));
}

/** Chooses the grid for a row, and makes room for it. */
function chooseGrid(): void {
  const paths = groupSums + ((<usize>(2 * (internals + 1))) << 3);
  store<f64>(paths + ((<usize>internals) << 3), 0);
  for (let g = 0; g < internals; g++) {
    const above = load<f64>(paths + ((<usize>parentOf(leaves + g)) << 3));
    store<f64>(paths + ((<usize>g) << 3), above + variance(leaves + g));
  }
  let lowest = -Infinity;
  let highest = -Infinity;
  for (let i = 0; i < likelyCount; i++) {
    const c = likelyLeaf(i);
    const deviation = sqrt(load<f64>(paths + ((<usize>parentOf(c)) << 3)) + variance(c));
    const mean = <f64>load<f32>(means + ((<usize>c) << 2));
    lowest = max(lowest, mean - 5 * deviation - 2.5);
    highest = max(highest, mean + 4 * deviation + 9);
  }
  const wanted = min(<f64>maxPoints, ceil((highest - lowest) / maxStep) + 1);
  points = (max(minPoints, <i32>wanted) + 3) & ~3;
  bytes = (<usize>points) << 2;
  low = <f32>lowest;
  // Numbers as large as those of a damaged file have no room for a grid.
  delta = <f32>max(0.01, (highest - lowest) / <f64>(points - 1));

  const groupBytes = <usize>(internals + 1) * bytes;
  hazards = grids;
  logChildren = hazards + <usize>likelyCount * bytes;
  logMax = logChildren + groupBytes;
  outside = logMax + groupBytes;
  kernel = outside + groupBytes;
  padded = kernel + bytes + 16;
  isPresent = padded + 3 * bytes + 16;
  const end = isPresent + ((<usize>(internals + 1)) << 2);
  const missing = <i32>((end + 0xffff) >> 16) - memory.size();
  if (missing > 0) memory.grow(missing);
}

/** Writes the means of likely leaves, which sum to 1. */
export function integrate(): void {
  chooseGrid();
  memory.fill(logChildren, 0, logMax - logChildren);
  memory.fill(isPresent, 0, (<usize>(internals + 1)) << 2);
  for (let i = 0; i < likelyCount; i++) {
    const c = likelyLeaf(i);
    const up = parentOf(c);
    store<i32>(isPresent + ((<usize>up) << 2), 1);
    const mean = load<f32>(means + ((<usize>c) << 2));
    const deviation = <f32>sqrt(variance(c));
    addLeaf(mean, deviation, low, delta, points, rowAt(logChildren, up, bytes), rowAt(hazards, i, bytes));
  }
  for (let g = internals - 1; g >= 0; g--) if (load<i32>(isPresent + ((<usize>g) << 2)) == 1) addGroup(g);

  for (let k: usize = 0; k < bytes; k += 16) {
    const root = rowAt(logChildren, internals, bytes) + k;
    v128.store(rowAt(outside, internals, bytes) + k, exp4(v128.load(root)));
  }
  for (let g = 0; g < internals; g++) if (load<i32>(isPresent + ((<usize>g) << 2)) == 1) findOutside(g);

  let total: f64 = 0;
  for (let i = 0; i < likelyCount; i++) {
    const c = likelyLeaf(i);
    const others = rowAt(outside, parentOf(c), bytes);
    const own = rowAt(hazards, i, bytes);
    let sum = f32x4.splat(0);
    for (let k: usize = 0; k < bytes; k += 16) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(others + k), v128.load(own + k)));
    }
    const p = laneSum(sum);
    store<f64>(leafMeans + ((<usize>c) << 3), p);
    total += p;
  }
  for (let i = 0; i < likelyCount; i++) {
    const out = leafMeans + ((<usize>likelyLeaf(i)) << 3);
    store<f64>(out, load<f64>(out) / total);
  }
}

/** Convolves a row with the normal of internal node g. */
function convolveGroup(row: usize, g: i32): void {
  convolve(row, points, <f32>sqrt(variance(leaves + g)) / delta, kernel, padded);
}

/** Adds the maximum below internal node g to that below its parent. */
function addGroup(g: i32): void {
  const up = parentOf(leaves + g);
  store<i32>(isPresent + ((<usize>up) << 2), 1);
  const below = rowAt(logChildren, g, bytes);
  const sums = rowAt(logChildren, up, bytes);
  const row = rowAt(logMax, g, bytes);
  for (let k: usize = 0; k < bytes; k += 16) v128.store(row + k, exp4(v128.load(below + k)));
  convolveGroup(row, g);
  for (let k: usize = 0; k < bytes; k += 16) {
    const log = log4(f32x4.pmax(v128.load(row + k), f32x4.splat(least)));
    v128.store(row + k, log);
    v128.store(sums + k, f32x4.add(v128.load(sums + k), log));
  }
}

/** Finds the distribution of the maximum outside of g, and from it the weights for its children. */
function findOutside(g: i32): void {
  const above = rowAt(outside, parentOf(leaves + g), bytes);
  const own = rowAt(logMax, g, bytes);
  const row = rowAt(outside, g, bytes);
  const below = rowAt(logChildren, g, bytes);
  for (let k: usize = 0; k < bytes; k += 16) {
    v128.store(row + k, f32x4.mul(v128.load(above + k), exp4(f32x4.neg(v128.load(own + k)))));
  }
  convolveGroup(row, g);
  for (let k: usize = 0; k < bytes; k += 16) {
    v128.store(row + k, f32x4.mul(v128.load(row + k), exp4(v128.load(below + k))));
  }
}
