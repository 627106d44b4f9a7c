// Work on whole vectors: dot products, running moments, the metric, fresh momenta.

import { vectorLength } from "./layout";
import { laneSum, logarithm, multiplyAdd } from "./simd";

/** Vectors of 4 summed in float32 before they join the float64 total. */
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

/**
 * The six products of the U-turn criterion for two neighbouring spans, to `products` (6 float64), and the sum of their totals to
 * `total`. Order: first, last, earlierFirst, laterFirst, earlierLast, laterLast.
 */
export function turnProducts(firstA: usize, lastA: usize, totalA: usize, firstB: usize, lastB: usize, totalB: usize, inverseMass: usize, total: usize, products: usize): void {
  const length = vectorLength();
  let s0: f64 = 0;
  let s1: f64 = 0;
  let s2: f64 = 0;
  let s3: f64 = 0;
  let s4: f64 = 0;
  let s5: f64 = 0;
  for (let start = 0; start < length; start += chunk) {
    const stop = min(length, start + chunk);
    let d0 = f32x4.splat(0);
    let d1 = f32x4.splat(0);
    let d2 = f32x4.splat(0);
    let d3 = f32x4.splat(0);
    let d4 = f32x4.splat(0);
    let d5 = f32x4.splat(0);
    for (let t = start; t < stop; t++) {
      const k = (<usize>t) << 4;
      const m = v128.load(inverseMass + k);
      const fa = v128.load(firstA + k);
      const la = v128.load(lastA + k);
      const ta = v128.load(totalA + k);
      const fb = v128.load(firstB + k);
      const lb = v128.load(lastB + k);
      const tb = v128.load(totalB + k);
      const sum = f32x4.add(ta, tb);
      v128.store(total + k, sum);
      const whole = f32x4.mul(m, sum);
      d0 = multiplyAdd(fa, whole, d0);
      d1 = multiplyAdd(lb, whole, d1);
      const left = f32x4.mul(m, f32x4.add(ta, fb));
      d2 = multiplyAdd(fa, left, d2);
      d3 = multiplyAdd(fb, left, d3);
      const right = f32x4.mul(m, f32x4.add(tb, la));
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
  store<f64>(products, s0);
  store<f64>(products, s1, 8);
  store<f64>(products, s2, 16);
  store<f64>(products, s3, 24);
  store<f64>(products, s4, 32);
  store<f64>(products, s5, 40);
}

/** Welford's running mean and sum of squares, observation number `count`. */
export function observe(values: usize, mean: usize, squares: usize, count: f32): void {
  const length = vectorLength();
  const share = f32x4.splat(1 / count);
  for (let t = 0; t < length; t++) {
    const k = (<usize>t) << 4;
    const value = v128.load(values + k);
    const before = v128.load(mean + k);
    const delta = f32x4.sub(value, before);
    const after = multiplyAdd(delta, share, before);
    v128.store(mean + k, after);
    v128.store(squares + k, multiplyAdd(delta, f32x4.sub(value, after), v128.load(squares + k)));
  }
}

/**
 * The diagonal metric sqrt(var(position) / var(gradient)) of nuts-rs, from the running sums of squares. Coordinates whose inverse
 * mass is zero are padding and stay so; a ratio that is no positive number keeps its old value.
 */
export function adoptMetric(squaresQ: usize, squaresG: usize, inverseMass: usize): void {
  const length = vectorLength();
  const least = f32x4.splat(1e-10);
  const most = f32x4.splat(1e10);
  for (let t = 0; t < length; t++) {
    const k = (<usize>t) << 4;
    const old = v128.load(inverseMass + k);
    const ratio = f32x4.sqrt(f32x4.div(v128.load(squaresQ + k), v128.load(squaresG + k)));
    const usable = v128.and(
      v128.and(f32x4.gt(ratio, least), f32x4.lt(ratio, most)),
      f32x4.gt(old, f32x4.splat(0)),
    );
    v128.store(inverseMass + k, v128.bitselect(ratio, old, usable));
  }
}

// Four xoshiro128** streams, one per lane.
let r0 = i32x4.splat(0);
let r1 = i32x4.splat(0);
let r2 = i32x4.splat(0);
let r3 = i32x4.splat(0);

// @ts-ignore: decorator
@inline function rotate(word: v128, by: i32): v128 {
  return v128.or(i32x4.shl(word, by), i32x4.shr_u(word, 32 - by));
}

// @ts-ignore: decorator
@inline function nextWords(): v128 {
  const five = i32x4.add(r1, i32x4.shl(r1, 2));
  const turned = rotate(five, 7);
  const word = i32x4.add(turned, i32x4.shl(turned, 3));
  const shifted = i32x4.shl(r1, 9);
  r2 = v128.xor(r2, r0);
  r3 = v128.xor(r3, r1);
  r1 = v128.xor(r1, r2);
  r0 = v128.xor(r0, r3);
  r2 = v128.xor(r2, shifted);
  r3 = rotate(r3, 11);
  return word;
}

/** Loads the generator's state: 16 words. */
export function loadRandom(state: usize): void {
  r0 = v128.load(state);
  r1 = v128.load(state, 16);
  r2 = v128.load(state, 32);
  r3 = v128.load(state, 48);
}

/** Stores the generator's state: 16 words. */
export function storeRandom(state: usize): void {
  v128.store(state, r0);
  v128.store(state, r1, 16);
  v128.store(state, r2, 32);
  v128.store(state, r3, 48);
}

/** Uniform numbers in [-radius, radius] to every coordinate that is not padding. */
export function scatter(q: usize, inverseMass: usize, radius: f32): void {
  const length = vectorLength();
  const unit = f32x4.splat(radius * <f32>4.656612873077393e-10);
  for (let t = 0; t < length; t++) {
    const k = (<usize>t) << 4;
    const used = f32x4.gt(v128.load(inverseMass + k), f32x4.splat(0));
    v128.store(q + k, v128.and(f32x4.mul(f32x4.convert_i32x4_s(nextWords()), unit), used));
  }
}

/**
 * Fresh momenta from Normal(0, M), and twice their kinetic energy. Normals come in pairs from Box and Muller's (1958) transformation:
 * the radius from 32 random bits (so up to 6.7 standard deviations), the angle from 30.
 */
export function refreshMomentum(p: usize, inverseMass: usize): f64 {
  const length = vectorLength();
  let total: f64 = 0;
  for (let start = 0; start < length; start += chunk) {
    const stop = min(length, start + chunk);
    let sum = f32x4.splat(0);
    for (let t = start; t < stop; t += 2) {
      const u = f32x4.mul(
        f32x4.add(f32x4.convert_i32x4_u(nextWords()), f32x4.splat(0.5)),
        f32x4.splat(2.3283064365386963e-10),
      );
      const capped = f32x4.min(u, f32x4.splat(0.99999994));
      const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), logarithm(capped)));
      const words = nextWords();
      // An angle within pi/4 of an axis, from the upper 30 bits; the lower two bits choose the axis.
      const angle = f32x4.mul(
        f32x4.convert_i32x4_s(v128.and(words, i32x4.splat(-4))),
        f32x4.splat(3.657291794672549e-10),
      );
      const a2 = f32x4.mul(angle, angle);
      let sine = multiplyAdd(f32x4.splat(-1.9515295891e-4), a2, f32x4.splat(8.3321608736e-3));
      sine = multiplyAdd(sine, a2, f32x4.splat(-1.6666654611e-1));
      sine = multiplyAdd(f32x4.mul(sine, a2), angle, angle);
      let cosine = multiplyAdd(f32x4.splat(2.443315711809948e-5), a2, f32x4.splat(-1.388731625493765e-3));
      cosine = multiplyAdd(cosine, a2, f32x4.splat(4.166664568298827e-2));
      cosine = f32x4.add(multiplyAdd(f32x4.mul(cosine, a2), a2, f32x4.mul(a2, f32x4.splat(-0.5))), f32x4.splat(1));
      const swaps = i32x4.eq(v128.and(words, i32x4.splat(1)), i32x4.splat(1));
      const flips = i32x4.shl(v128.and(words, i32x4.splat(2)), 30);
      const x = f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, swaps), flips));
      const y = f32x4.mul(radius, v128.xor(v128.bitselect(f32x4.neg(cosine), sine, swaps), flips));
      sum = f32x4.add(sum, momentum(t, x, p, inverseMass));
      if (t + 1 < stop) sum = f32x4.add(sum, momentum(t + 1, y, p, inverseMass));
    }
    total += <f64>laneSum(sum);
  }
  return total;
}

/** Stores normal / sqrt(inverse mass), zero for padding, and returns the squared normals that were used. */
// @ts-ignore: decorator
@inline function momentum(t: i32, normal: v128, p: usize, inverseMass: usize): v128 {
  const k = (<usize>t) << 4;
  const m = v128.load(inverseMass + k);
  const used = v128.and(normal, f32x4.gt(m, f32x4.splat(0)));
  const mass = v128.bitselect(m, f32x4.splat(1), f32x4.gt(m, f32x4.splat(0)));
  v128.store(p + k, f32x4.div(used, f32x4.sqrt(mass)));
  return f32x4.mul(used, used);
}

/** 32 random bits. */
export function randomBits(): i32 {
  return i32x4.extract_lane(nextWords(), 0);
}
