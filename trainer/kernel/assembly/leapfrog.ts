// A leapfrog step: two passes over the coordinates, with the likelihood between them. The host
// moves the head. `gradient` means that of the log likelihood here.
//
// The prior of every coordinate is standard normal, so its part of the motion is a rotation and is
// solved exactly. Only the likelihood kicks (split HMC: Shahbaba, Lan, Johnson and Neal 2014).
// Hundreds of thousands of coordinates hardly see the data. The leapfrog error of their prior
// alone would set the step size.

import { backProject } from "./back-projection";
import { expandFeature } from "./coefficients";
import { backwards, columnMask, cosines, featureBytes, firstFeature, firstRow, forwards, gradientRow, hasNoise, internals, internalScale, internalSlot, inverseMass, leafScale, leafSlot, leafVectors, logits, noiseBytes, rowVectors, scaleSum, slotSum, vectorSlot } from "./layout";
import { laneSum, multiplyAdd } from "./simd";

/**
 * A kick for a time, then the rotation, of `count` vectors of 4. `sign`: 1 forwards, -1 backwards.
 */
// @ts-ignore: decorator
@inline function kickRotate(count: i32, at: usize, q: usize, p: usize, g: usize, qOut: usize, pOut: usize, kick: v128, sign: v128): void {
  for (let t = 0; t < count; t++) {
    const k = at + ((<usize>t) << 4);
    const cosine = v128.load(cosines + k);
    const position = v128.load(q + k);
    const momentum = multiplyAdd(kick, v128.load(g + k), v128.load(p + k));
    const turned = f32x4.mul(sign, momentum);
    v128.store(qOut + k, multiplyAdd(position, cosine, f32x4.mul(turned, v128.load(forwards + k))));
    v128.store(pOut + k, f32x4.sub(f32x4.mul(momentum, cosine), f32x4.mul(f32x4.mul(sign, position), v128.load(backwards + k))));
  }
}

/**
 * First pass over a block. Kicks the momentum for a time `kick`, rotates position and momentum in
 * the direction of its sign for the time prepared, and expands the leaf coefficients of the new
 * position. In and out may be the same.
 */
export function advanceBlock(block: i32, q: usize, p: usize, g: usize, qOut: usize, pOut: usize, kick: f32): void {
  const time = f32x4.splat(kick);
  const sign = f32x4.splat(kick < 0 ? -1 : 1);
  const stop = firstFeature(block + 1);
  let at = featureBytes(firstFeature(block));
  for (let j = firstFeature(block); j < stop; j++) {
    kickRotate(rowVectors, at, q, p, g, qOut, pOut, time, sign);
    expandFeature(j, qOut + at);
    at += (<usize>rowVectors) << 4;
  }
  if (hasNoise) {
    const count = (firstRow(block + 1) - firstRow(block)) * leafVectors;
    kickRotate(count, noiseBytes(firstRow(block)), q, p, g, qOut, pOut, time, sign);
  }
}

/** Expands the leaf coefficients of a position for a block of features. */
export function expandBlock(block: i32, q: usize): void {
  const stop = firstFeature(block + 1);
  let at = q + featureBytes(firstFeature(block));
  for (let j = firstFeature(block); j < stop; j++) {
    expandFeature(j, at);
    at += (<usize>rowVectors) << 4;
  }
}

/** Stores the gradient of 4 coordinates, gives the momentum its second half kick and returns it. */
// @ts-ignore: decorator
@inline function finish(k: usize, gradient: v128, p: usize, g: usize, half: v128): v128 {
  v128.store(g + k, gradient);
  const momentum = multiplyAdd(half, gradient, v128.load(p + k));
  v128.store(p + k, momentum);
  return momentum;
}

/** Adds to the sum of a slot. */
// @ts-ignore: decorator
@inline function addToSlot(slot: i32, gradient: v128): void {
  const to = slotSum + ((<usize>slot) << 4);
  v128.store(to, f32x4.add(v128.load(to), gradient));
}

/** Adds 4 leaf gradients whose parents differ to their parents' slots. */
function addToSlots(t: i32, gradient: v128): void {
  const slots = leafSlot + ((<usize>t) << 4);
  const a = slotSum + ((<usize>load<i32>(slots)) << 4);
  store<f32>(a, load<f32>(a) + f32x4.extract_lane(gradient, 0));
  const b = slotSum + ((<usize>load<i32>(slots, 4)) << 4);
  store<f32>(b, load<f32>(b) + f32x4.extract_lane(gradient, 1));
  const c = slotSum + ((<usize>load<i32>(slots, 8)) << 4);
  store<f32>(c, load<f32>(c) + f32x4.extract_lane(gradient, 2));
  const d = slotSum + ((<usize>load<i32>(slots, 12)) << 4);
  store<f32>(d, load<f32>(d) + f32x4.extract_lane(gradient, 3));
}

/**
 * Sums the leaf gradients of `gradientRow` into their parents' slots. Neighbours with one parent
 * are summed in a register.
 */
// @ts-ignore: decorator
@inline function sumIntoSlots(): void {
  for (let i = 0; i <= internals; i++) v128.store(slotSum + ((<usize>i) << 4), f32x4.splat(0));
  let slot = load<i32>(vectorSlot);
  let sum = f32x4.splat(0);
  for (let t = 0; t < leafVectors; t++) {
    const gradient = v128.load(gradientRow + ((<usize>t) << 4));
    const own = load<i32>(vectorSlot + ((<usize>t) << 2));
    if (own != slot) {
      if (slot >= 0) addToSlot(slot, sum);
      sum = f32x4.splat(0);
      slot = own;
    }
    if (own >= 0) sum = f32x4.add(sum, gradient);
    else addToSlots(t, gradient);
  }
  if (slot >= 0) addToSlot(slot, sum);
}

/** Moves the running float32 sums of gradient x z to the float64 totals of a block. */
function flushScales(scaleTotal: usize): void {
  for (let k = 0; k < rowVectors << 2; k++) {
    const from = scaleSum + ((<usize>k) << 2);
    const to = scaleTotal + ((<usize>k) << 3);
    store<f64>(to, load<f64>(to) + <f64>load<f32>(from));
    store<f32>(from, 0);
  }
}

/** Features between two flushes: short enough for float32. */
const flushEvery: i32 = 32;

/**
 * Second pass over a block: gradients from the residuals, and the momentum's second half kick. The
 * gradient of a coordinate is scale * dL/dbeta. `scales` gets, per column, the sum over features of
 * dL/dbeta * z. `sums` gets twice the kinetic energy and the squared length of z.
 */
export function finishBlock(block: i32, q: usize, p: usize, g: usize, kick: f32, sums: usize, scales: usize): void {
  const half = f32x4.splat(kick);
  const internalStart = (<usize>leafVectors) << 4;
  let kinetic: f64 = 0;
  let length: f64 = 0;
  memory.fill(scaleSum, 0, (<usize>rowVectors) << 4);
  memory.fill(scales, 0, (<usize>rowVectors) << 5);
  const start = firstFeature(block);
  const stop = firstFeature(block + 1);
  let at = featureBytes(start);
  for (let j = start; j < stop; j++) {
    backProject(j, gradientRow);
    if (internals) sumIntoSlots();
    let energy = f32x4.splat(0);
    let squared = f32x4.splat(0);
    for (let t = 0; t < leafVectors; t++) {
      const k = (<usize>t) << 4;
      const slope = v128.load(gradientRow + k);
      const z = v128.load(q + at + k);
      v128.store(scaleSum + k, multiplyAdd(slope, z, v128.load(scaleSum + k)));
      const momentum = finish(at + k, f32x4.mul(v128.load(leafScale + k), slope), p, g, half);
      energy = multiplyAdd(f32x4.mul(momentum, v128.load(inverseMass + at + k)), momentum, energy);
      squared = multiplyAdd(z, z, squared);
    }
    for (let i = internals - 1; i >= 0; i--) {
      const k = (<usize>i) << 2;
      const slope = laneSum(v128.load(slotSum + ((<usize>(i + 1)) << 4)));
      const parent = slotSum + ((<usize>load<i32>(internalSlot + k)) << 4);
      store<f32>(parent, load<f32>(parent) + slope);
      store<f32>(gradientRow + internalStart + k, slope);
    }
    for (let t = leafVectors; t < rowVectors; t++) {
      const k = (<usize>t) << 4;
      const slope = v128.load(gradientRow + k);
      const z = v128.load(q + at + k);
      v128.store(scaleSum + k, multiplyAdd(slope, z, v128.load(scaleSum + k)));
      const momentum = finish(at + k, f32x4.mul(v128.load(internalScale + (k - internalStart)), slope), p, g, half);
      energy = multiplyAdd(f32x4.mul(momentum, v128.load(inverseMass + at + k)), momentum, energy);
      squared = multiplyAdd(z, z, squared);
    }
    kinetic += <f64>laneSum(energy);
    length += <f64>laneSum(squared);
    if ((j - start) % flushEvery == flushEvery - 1) flushScales(scales);
    at += (<usize>rowVectors) << 4;
  }
  flushScales(scales);
  if (hasNoise) {
    at = noiseBytes(firstRow(block));
    const last = firstRow(block + 1);
    for (let i = firstRow(block); i < last; i++) {
      let energy = f32x4.splat(0);
      let squared = f32x4.splat(0);
      for (let t = 0; t < leafVectors; t++) {
        const k = at + ((<usize>t) << 4);
        const z = v128.load(q + k);
        const residual = v128.load(logits + (<usize>(i * leafVectors + t) << 4));
        const mask = v128.load(columnMask + ((<usize>t) << 4));
        const momentum = finish(k, f32x4.mul(residual, mask), p, g, half);
        energy = multiplyAdd(momentum, momentum, energy);
        squared = multiplyAdd(z, z, squared);
      }
      kinetic += <f64>laneSum(energy);
      length += <f64>laneSum(squared);
      at += internalStart;
    }
  }
  store<f64>(sums, kinetic);
  store<f64>(sums, length, 8);
}
