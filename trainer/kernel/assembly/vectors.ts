// Dot products of whole vectors: the squared length, and the U-turn criterion of NUTS.

import { featureBytes, firstFeature, firstRow, hasNoise, headMass, headVectors, inverseMass, leafVectors, noiseBytes, rowVectors, vectorLength } from "./layout";
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

// The sums so far of the six products of the U-turn criterion.
let s0: f64 = 0;
let s1: f64 = 0;
let s2: f64 = 0;
let s3: f64 = 0;
let s4: f64 = 0;
let s5: f64 = 0;

/** Adds the products of `count` vectors of 4, whose inverse masses are at `masses`. */
// @ts-ignore: decorator
@inline function addProducts(count: i32, at: usize, firstA: usize, lastA: usize, totalA: usize, firstB: usize, lastB: usize, totalB: usize, total: usize, masses: usize): void {
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
    const sum = f32x4.add(ta, tb);
    v128.store(total + k, sum);
    const m = v128.load(masses + ((<usize>t) << 4));
    const whole = f32x4.mul(m, sum);
    const left = f32x4.mul(m, f32x4.add(ta, fb));
    const right = f32x4.mul(m, f32x4.add(tb, la));
    d0 = multiplyAdd(fa, whole, d0);
    d1 = multiplyAdd(lb, whole, d1);
    d2 = multiplyAdd(fa, left, d2);
    d3 = multiplyAdd(fb, left, d3);
    d4 = multiplyAdd(la, right, d4);
    d5 = multiplyAdd(lb, right, d5);
  }
  s0 += <f64>laneSum(d0);
  s1 += <f64>laneSum(d1);
  s2 += <f64>laneSum(d2);
  s3 += <f64>laneSum(d3);
  s4 += <f64>laneSum(d4);
  s5 += <f64>laneSum(d5);
}

/**
 * A block's part of the six products of the U-turn criterion for two neighbouring spans, to
 * `products` (6 float64). The sum of the spans' totals goes to `total`. Order: first, last,
 * earlierFirst, laterFirst, earlierLast, laterLast, see `UTurnProducts` in
 * `trainer/nuts/u-turn.ts`.
 */
export function uTurnBlock(block: i32, firstA: usize, lastA: usize, totalA: usize, firstB: usize, lastB: usize, totalB: usize, total: usize, products: usize): void {
  s0 = s1 = s2 = s3 = s4 = s5 = 0;
  if (block == 0) addProducts(headVectors, 0, firstA, lastA, totalA, firstB, lastB, totalB, total, headMass);
  const stop = firstFeature(block + 1);
  let at = featureBytes(firstFeature(block));
  for (let j = firstFeature(block); j < stop; j++) {
    addProducts(rowVectors, at, firstA, lastA, totalA, firstB, lastB, totalB, total, inverseMass + at);
    at += (<usize>rowVectors) << 4;
  }
  if (hasNoise) {
    const last = firstRow(block + 1);
    for (let i = firstRow(block); i < last; i++) {
      addProducts(leafVectors, noiseBytes(i), firstA, lastA, totalA, firstB, lastB, totalB, total, inverseMass + noiseBytes(i));
    }
  }
  store<f64>(products, s0);
  store<f64>(products, s1, 8);
  store<f64>(products, s2, 16);
  store<f64>(products, s3, 24);
  store<f64>(products, s4, 32);
  store<f64>(products, s5, 40);
}
