// A leapfrog step in two passes over the coordinates with the likelihood between them. The host moves the head.

import { backProject } from "./back-projection";
import { expandFeature } from "./coefficients";
import { bodyBytes, features, gradientRow, hasNoise, headBytes, internals, internalScale, internalSlot, leafScale, leafSlot, leafVectors, logits, rows, rowVectors, scaleSum, scaleTotal, slotSum, vectorSlot } from "./layout";
import { laneSum, multiplyAdd } from "./simd";

/** Twice the kinetic energy and the squared length of z, both without the head, of the pass made last. */
let twiceKinetic: f64 = 0;
let squares: f64 = 0;

export function kineticTwice(): f64 {
  return twiceKinetic;
}

export function squaredLength(): f64 {
  return squares;
}

/** Half a kick and a drift of `count` vectors of 4. */
// @ts-ignore: decorator
@inline function kickDrift(count: i32, at: usize, q: usize, p: usize, g: usize, inverseMass: usize, qOut: usize, pOut: usize, halfStep: v128, step: v128): void {
  for (let t = 0; t < count; t++) {
    const k = at + ((<usize>t) << 4);
    const momentum = multiplyAdd(halfStep, v128.load(g + k), v128.load(p + k));
    v128.store(pOut + k, momentum);
    const velocity = f32x4.mul(v128.load(inverseMass + k), momentum);
    v128.store(qOut + k, multiplyAdd(step, velocity, v128.load(q + k)));
  }
}

/** First pass: momentum half kicked, position drifted, leaf coefficients of the new position. */
export function advancePositions(q: usize, p: usize, g: usize, inverseMass: usize, qOut: usize, pOut: usize, step: f32): void {
  const whole = f32x4.splat(step);
  const half = f32x4.splat(0.5 * step);
  let at = headBytes();
  for (let j = 0; j < features; j++) {
    kickDrift(rowVectors, at, q, p, g, inverseMass, qOut, pOut, half, whole);
    expandFeature(j, qOut + at);
    at += (<usize>rowVectors) << 4;
  }
  if (hasNoise) kickDrift(rows * leafVectors, at, q, p, g, inverseMass, qOut, pOut, half, whole);
}

/** Leaf coefficients of a position. */
export function expandPosition(q: usize): void {
  let at = q + headBytes();
  for (let j = 0; j < features; j++) {
    expandFeature(j, at);
    at += (<usize>rowVectors) << 4;
  }
}

/** Finishes the gradient of 4 coordinates and the momentum's second half kick. */
// @ts-ignore: decorator
@inline function finish(k: usize, gradient: v128, p: usize, g: usize, inverseMass: usize, half: v128): v128 {
  v128.store(g + k, gradient);
  const momentum = multiplyAdd(half, gradient, v128.load(p + k));
  v128.store(p + k, momentum);
  return f32x4.mul(f32x4.mul(v128.load(inverseMass + k), momentum), momentum);
}

/** Adds the 4 leaf gradients of vector t to their parents' slots. */
// @ts-ignore: decorator
@inline function addToParents(t: i32, gradient: v128): void {
  const slot = load<i32>(vectorSlot + ((<usize>t) << 2));
  if (slot >= 0) {
    const to = slotSum + ((<usize>slot) << 4);
    v128.store(to, f32x4.add(v128.load(to), gradient));
    return;
  }
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

/** Moves the running float32 sums of gradient x z to their float64 totals. */
function flushScales(): void {
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
 * Second pass: gradients from the residuals, the momentum's second half kick, energies. Per coordinate the gradient is
 * scale * dL/dbeta - z; per column `scaleTotal` gets the sum over features of dL/dbeta * z.
 */
export function finishGradients(q: usize, p: usize, g: usize, inverseMass: usize, step: f32): void {
  const half = f32x4.splat(0.5 * step);
  const internalStart = (<usize>leafVectors) << 4;
  let kinetic: f64 = 0;
  let length: f64 = 0;
  memory.fill(scaleSum, 0, (<usize>rowVectors) << 4);
  memory.fill(scaleTotal, 0, (<usize>rowVectors) << 5);
  let at = headBytes();
  for (let j = 0; j < features; j++) {
    memory.fill(slotSum, 0, (<usize>(internals + 1)) << 4);
    backProject(j, gradientRow);
    let energy = f32x4.splat(0);
    let squared = f32x4.splat(0);
    for (let t = 0; t < leafVectors; t++) {
      const k = (<usize>t) << 4;
      const slope = v128.load(gradientRow + k);
      const z = v128.load(q + at + k);
      if (internals) addToParents(t, slope);
      v128.store(scaleSum + k, multiplyAdd(slope, z, v128.load(scaleSum + k)));
      const gradient = f32x4.sub(f32x4.mul(v128.load(leafScale + k), slope), z);
      energy = f32x4.add(energy, finish(at + k, gradient, p, g, inverseMass, half));
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
      const gradient = f32x4.sub(f32x4.mul(v128.load(internalScale + (k - internalStart)), slope), z);
      energy = f32x4.add(energy, finish(at + k, gradient, p, g, inverseMass, half));
      squared = multiplyAdd(z, z, squared);
    }
    kinetic += <f64>laneSum(energy);
    length += <f64>laneSum(squared);
    if (j % flushEvery == flushEvery - 1) flushScales();
    at += (<usize>rowVectors) << 4;
  }
  flushScales();
  if (hasNoise) {
    for (let i = 0; i < rows; i++) {
      let energy = f32x4.splat(0);
      let squared = f32x4.splat(0);
      for (let t = 0; t < leafVectors; t++) {
        const k = at + ((<usize>t) << 4);
        const z = v128.load(q + k);
        const residual = v128.load(logits + (<usize>(i * leafVectors + t) << 4));
        energy = f32x4.add(energy, finish(k, f32x4.sub(residual, z), p, g, inverseMass, half));
        squared = multiplyAdd(z, z, squared);
      }
      kinetic += <f64>laneSum(energy);
      length += <f64>laneSum(squared);
      at += internalStart;
    }
  }
  twiceKinetic = kinetic;
  squares = length;
}

/** Address of the noise rows of a position, or 0. */
export function noiseOf(q: usize): usize {
  return hasNoise ? q + headBytes() + bodyBytes() : 0;
}
