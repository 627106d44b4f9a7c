// Work on whole vectors: dot products, running moments, the metric.

import { featureBytes, featureMass, features, firstFeature, firstRow, hasNoise, headMass, headVectors, leafVectors, noiseBytes, rowVectors, vectorLength } from "./layout";
import { laneSum, multiplyAdd } from "./simd";

/** Vectors of 4 summed in float32 before they join a float64 total. */
const chunk: i32 = 64;

/** Sum of squares. */
export function dotSelf(a: usize): f64 {
  const length = vectorLength();
  let total: f64 = 0;
  for (let start = 0; start < length; start += chunk) {
    const stop = min(length, start + chunk);
    let sum = f32x4.splat(0);
    for (let t = start; t < stop; t++) {
      const x = v128.load(a + ((<usize>t) << 4));
      sum = multiplyAdd(x, x, sum);
    }
    total += <f64>laneSum(sum);
  }
  return total;
}

// The six products of the U-turn criterion while they are summed.
let s0: f64 = 0;
let s1: f64 = 0;
let s2: f64 = 0;
let s3: f64 = 0;
let s4: f64 = 0;
let s5: f64 = 0;

/** Adds the products of `count` vectors of 4 with one inverse mass, or with one for each number at `masses` if that is not 0. */
// @ts-ignore: decorator
@inline function addProducts(count: i32, at: usize, firstA: usize, lastA: usize, totalA: usize, firstB: usize, lastB: usize, totalB: usize, total: usize, mass: f32, masses: usize): void {
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  let d2 = f32x4.splat(0);
  let d3 = f32x4.splat(0);
  let d4 = f32x4.splat(0);
  let d5 = f32x4.splat(0);
  for (let t = 0; t < count; t++) {
    const k = at + ((<usize>t) << 4);
    const fa = v128.load(firstA + k);
    const la = v128.load(lastA + k);
    const ta = v128.load(totalA + k);
    const fb = v128.load(firstB + k);
    const lb = v128.load(lastB + k);
    const tb = v128.load(totalB + k);
    let whole = f32x4.add(ta, tb);
    v128.store(total + k, whole);
    let left = f32x4.add(ta, fb);
    let right = f32x4.add(tb, la);
    if (masses) {
      const m = v128.load(masses + ((<usize>t) << 4));
      whole = f32x4.mul(m, whole);
      left = f32x4.mul(m, left);
      right = f32x4.mul(m, right);
    }
    d0 = multiplyAdd(fa, whole, d0);
    d1 = multiplyAdd(lb, whole, d1);
    d2 = multiplyAdd(fa, left, d2);
    d3 = multiplyAdd(fb, left, d3);
    d4 = multiplyAdd(la, right, d4);
    d5 = multiplyAdd(lb, right, d5);
  }
  s0 += <f64>(mass * laneSum(d0));
  s1 += <f64>(mass * laneSum(d1));
  s2 += <f64>(mass * laneSum(d2));
  s3 += <f64>(mass * laneSum(d3));
  s4 += <f64>(mass * laneSum(d4));
  s5 += <f64>(mass * laneSum(d5));
}

/**
 * A block's part of the six products of the U-turn criterion for two neighbouring spans, to `products` (6 float64), and the sum of their totals to
 * `total`. Order: first, last, earlierFirst, laterFirst, earlierLast, laterLast.
 */
export function turnBlock(block: i32, firstA: usize, lastA: usize, totalA: usize, firstB: usize, lastB: usize, totalB: usize, total: usize, products: usize): void {
  s0 = s1 = s2 = s3 = s4 = s5 = 0;
  if (block == 0) addProducts(headVectors, 0, firstA, lastA, totalA, firstB, lastB, totalB, total, 1, headMass);
  const leafBytes = (<usize>leafVectors) << 4;
  const internalVectors = rowVectors - leafVectors;
  const stop = firstFeature(block + 1);
  let at = featureBytes(firstFeature(block));
  for (let j = firstFeature(block); j < stop; j++) {
    const own = featureMass + ((<usize>j) << 3);
    addProducts(leafVectors, at, firstA, lastA, totalA, firstB, lastB, totalB, total, load<f32>(own), 0);
    if (internalVectors) addProducts(internalVectors, at + leafBytes, firstA, lastA, totalA, firstB, lastB, totalB, total, load<f32>(own, 4), 0);
    at += (<usize>rowVectors) << 4;
  }
  if (hasNoise) {
    const last = firstRow(block + 1);
    for (let i = firstRow(block); i < last; i++) {
      addProducts(leafVectors, noiseBytes(i), firstA, lastA, totalA, firstB, lastB, totalB, total, 1, 0);
    }
  }
  store<f64>(products, s0);
  store<f64>(products, s1, 8);
  store<f64>(products, s2, 16);
  store<f64>(products, s3, 24);
  store<f64>(products, s4, 32);
  store<f64>(products, s5, 40);
}

/** One step of Welford's running mean and sum of squares. */
// @ts-ignore: decorator
@inline function welford(value: v128, mean: usize, squares: usize, share: v128): void {
  const before = v128.load(mean);
  const delta = f32x4.sub(value, before);
  const after = multiplyAdd(delta, share, before);
  v128.store(mean, after);
  v128.store(squares, multiplyAdd(delta, f32x4.sub(value, after), v128.load(squares)));
}

/**
 * Adds a position and its gradient, observation number `count`, to the running moments. Behind the head the gradient of the log likelihood
 * is made that of the log density by taking the position off.
 */
export function observe(q: usize, g: usize, meanQ: usize, squaresQ: usize, meanG: usize, squaresG: usize, count: f32): void {
  const length = vectorLength();
  const share = f32x4.splat(1 / count);
  for (let t = 0; t < length; t++) {
    const k = (<usize>t) << 4;
    const position = v128.load(q + k);
    const slope = v128.load(g + k);
    welford(position, meanQ + k, squaresQ + k, share);
    welford(t < headVectors ? slope : f32x4.sub(slope, position), meanG + k, squaresG + k, share);
  }
}

/** sqrt(sum of squaresQ / sum of squaresG) over `count` vectors of 4, or `old` if that is no sensible number. */
function ratio(squaresQ: usize, squaresG: usize, at: usize, count: i32, old: f32): f32 {
  let q: f64 = 0;
  let g: f64 = 0;
  for (let t = 0; t < count; t++) {
    const k = at + ((<usize>t) << 4);
    q += <f64>laneSum(v128.load(squaresQ + k));
    g += <f64>laneSum(v128.load(squaresG + k));
  }
  const found = <f32>Math.sqrt(q / g);
  return found > 1e-8 && found < 1e4 ? found : old;
}

/**
 * Given all coefficients a scale is known to a third of its posterior's width, and that is what the ratio of variances sees. Scales are few
 * and slow, so they get this much more inverse mass: they turn with the step still far from unstable, and mix faster.
 */
const headSpeed: f32 = 4;

/**
 * The metric from the running sums of squares: inverse masses sqrt(var(position) / var(gradient)) as in nuts-rs, variances pooled over a
 * feature's leaves and over its internal nodes.
 */
export function adoptMetric(squaresQ: usize, squaresG: usize): void {
  for (let f = 0; f < headVectors << 2; f++) {
    const k = (<usize>f) << 2;
    const old = load<f32>(headMass + k);
    const found = headSpeed * Mathf.sqrt(load<f32>(squaresQ + k) / load<f32>(squaresG + k));
    if (old > 0 && found > 1e-8 && found < 1e4) store<f32>(headMass + k, found);
  }
  let at = (<usize>headVectors) << 4;
  for (let j = 0; j < features; j++) {
    const to = featureMass + ((<usize>j) << 3);
    store<f32>(to, ratio(squaresQ, squaresG, at, leafVectors, load<f32>(to)));
    store<f32>(to, ratio(squaresQ, squaresG, at + ((<usize>leafVectors) << 4), rowVectors - leafVectors, load<f32>(to, 4)), 4);
    at += (<usize>rowVectors) << 4;
  }
}
