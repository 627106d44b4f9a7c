// Random numbers, and the momenta drawn from them.

import { columnMask, features, hasNoise, headBytes, headMass, headVectors, inverseMass, leafVectors, rows, rowVectors } from "./layout";
import { laneSum, logarithm, multiplyAdd } from "./simd";

// State of four xoshiro128** streams, one per lane.
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

// The second normals of the pairs made last.
let spare = f32x4.splat(0);
let hasSpare = false;

/**
 * Four standard normals. They come in pairs from Box and Muller's (1958) transformation. The radius
 * has 32 random bits, so it reaches 6.7 standard deviations, and the angle has 30.
 */
// @ts-ignore: decorator
@inline function nextNormals(): v128 {
  if (hasSpare) {
    hasSpare = false;
    return spare;
  }
  const u = f32x4.mul(
    f32x4.add(f32x4.convert_i32x4_u(nextWords()), f32x4.splat(0.5)),
    f32x4.splat(2.3283064365386963e-10),
  );
  const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), logarithm(f32x4.pmin(u, f32x4.splat(0.99999994)))));
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
  spare = f32x4.mul(radius, v128.xor(v128.bitselect(f32x4.neg(cosine), sine, swaps), flips));
  hasSpare = true;
  return f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, swaps), flips));
}

/**
 * Fills vectors with mask x normal / sqrt(inverse mass). Returns the sum of squared normals per
 * lane.
 */
// @ts-ignore: decorator
@inline function refreshVectors(p: usize, count: i32, mask: usize, masses: usize): v128 {
  let sum = f32x4.splat(0);
  for (let t = 0; t < count; t++) {
    const at = (<usize>t) << 4;
    const normal = f32x4.mul(nextNormals(), v128.load(mask + at));
    v128.store(p + at, f32x4.div(normal, f32x4.sqrt(v128.load(masses + at))));
    sum = multiplyAdd(normal, normal, sum);
  }
  return sum;
}

/** Draws momenta from Normal(0, M) and returns twice their kinetic energy. */
export function refreshMomentum(p: usize): f64 {
  hasSpare = false;
  let total: f64 = 0;
  for (let t = 0; t < headVectors; t++) {
    const at = (<usize>t) << 4;
    const mass = v128.load(headMass + at);
    const used = f32x4.gt(mass, f32x4.splat(0));
    const normal = v128.and(nextNormals(), used);
    v128.store(p + at, v128.and(f32x4.div(normal, f32x4.sqrt(mass)), used));
    total += <f64>laneSum(f32x4.mul(normal, normal));
  }
  let at = headBytes();
  for (let j = 0; j < features; j++) {
    total += <f64>laneSum(refreshVectors(p + at, rowVectors, columnMask, inverseMass + at));
    at += (<usize>rowVectors) << 4;
  }
  if (hasNoise) {
    for (let i = 0; i < rows; i++) {
      total += <f64>laneSum(refreshVectors(p + at, leafVectors, columnMask, inverseMass + at));
      at += (<usize>leafVectors) << 4;
    }
  }
  return total;
}

/** 32 random bits. */
export function randomBits(): i32 {
  return i32x4.extract_lane(nextWords(), 0);
}
