// Draws of a row's logits, `regenerated-draws.ts`, and their softmax over likely leaves.

import { exp4, laneSum, log4, rowAt } from "./functions";
import { columns, deviations, internalLogits, internals, leafDraws, leaves, likelyLeaves, logNormalisers, means, normals, parents, paths, products, rowBytes, scales, shares, sums } from "./layout";
import { likelyCount } from "./likely";

// @ts-ignore: decorator
@inline function normal(k: i32): usize {
  return rowAt(normals, k, rowBytes);
}

/** Deviation k in all lanes. */
// @ts-ignore: decorator
@inline function deviation(k: i32): v128 {
  return v128.load32_splat(deviations + ((<usize>k) << 2));
}

/** Row of draws of what a column's parent shares with all that is below it. */
// @ts-ignore: decorator
@inline function pathAbove(v: i32): usize {
  return rowAt(paths, load<i32>(parents + ((<usize>v) << 2)), rowBytes);
}

/** Writes the logits of internal nodes, and the sums of deviates down to them. */
export function drawInternals(): void {
  for (let g = 0; g < internals; g++) {
    const v = leaves + g;
    const above = pathAbove(v);
    const here = rowAt(paths, g, rowBytes);
    const logits = rowAt(internalLogits, g, rowBytes);
    const mean = v128.load32_splat(means + ((<usize>v) << 2));
    const shared = deviation(v);
    const own = deviation(columns + g);
    for (let d: usize = 0; d < rowBytes; d += 16) {
      const path = f32x4.add(v128.load(above + d), f32x4.mul(shared, v128.load(normal(v) + d)));
      v128.store(here + d, path);
      const rest = f32x4.add(mean, f32x4.mul(own, v128.load(normal(columns + g) + d)));
      v128.store(logits + d, f32x4.add(path, rest));
    }
  }
}

/** Logits of leaf c in the four draws from byte d of a row on. */
// @ts-ignore: decorator
@inline export function leafLogits(c: i32, d: usize): v128 {
  const own = f32x4.mul(deviation(c), v128.load(normal(c) + d));
  const mean = v128.load32_splat(means + ((<usize>c) << 2));
  return f32x4.add(f32x4.add(mean, v128.load(pathAbove(c) + d)), own);
}

/**
 * Writes the weights of likely leaves in every draw, relative to the largest, and the logs of
 * normalisers. Returns the mean entropy in nats: see `softmaxEntropy`.
 */
export function softmaxDraws(): f64 {
  const end = likelyLeaves + ((<usize>likelyCount) << 2);
  const tops = sums;
  for (let d: usize = 0; d < rowBytes; d += 16) {
    v128.store(tops + d, f32x4.splat(-Infinity));
    v128.store(scales + d, f32x4.splat(0));
    v128.store(products + d, f32x4.splat(0));
  }
  for (let at = likelyLeaves; at < end; at += 4) {
    const c = load<i32>(at);
    const out = rowAt(leafDraws, c, rowBytes);
    const above = pathAbove(c);
    const own = normal(c);
    const mean = v128.load32_splat(means + ((<usize>c) << 2));
    const spread = deviation(c);
    for (let d: usize = 0; d < rowBytes; d += 16) {
      const deviate = f32x4.add(v128.load(above + d), f32x4.mul(spread, v128.load(own + d)));
      const z = f32x4.add(mean, deviate);
      v128.store(out + d, z);
      v128.store(tops + d, f32x4.pmax(v128.load(tops + d), z));
    }
  }
  for (let at = likelyLeaves; at < end; at += 4) {
    const out = rowAt(leafDraws, load<i32>(at), rowBytes);
    for (let d: usize = 0; d < rowBytes; d += 16) {
      const under = f32x4.sub(v128.load(out + d), v128.load(tops + d));
      const weight = exp4(under);
      v128.store(out + d, weight);
      v128.store(scales + d, f32x4.add(v128.load(scales + d), weight));
      v128.store(products + d, f32x4.add(v128.load(products + d), f32x4.mul(weight, under)));
    }
  }
  let entropy = f32x4.splat(0);
  for (let d: usize = 0; d < rowBytes; d += 16) {
    const sum = v128.load(scales + d);
    const scale = f32x4.div(f32x4.splat(1), sum);
    const log = log4(sum);
    v128.store(scales + d, scale);
    v128.store(logNormalisers + d, f32x4.add(v128.load(tops + d), log));
    const nats = f32x4.sub(log, f32x4.mul(v128.load(products + d), scale));
    entropy = f32x4.add(entropy, f32x4.mul(v128.load(shares + d), nats));
  }
  return laneSum(entropy);
}
