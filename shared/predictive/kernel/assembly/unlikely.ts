// The leaves that are not likely: `addUnlikely` of `row-logits.ts`.

import { exp4, exp64, laneSum, log1, log4, rowAt } from "./functions";
import { bounds, distances, groupSums, internals, isLikely, leafMeans, leaves, logNormalisers, means, parents, paths, rowBytes, shares, unlikelyLogs, variances, wholes } from "./layout";
import { likelyCount, topLeaf } from "./likely";

/**
 * Adds them to the means of leaves, to the normalisers and to the aleatoric entropy of the likely
 * ones, which it returns. Then the means of all leaves sum to 1.
 */
export function addUnlikely(aleatoric: f64): f64 {
  if (likelyCount == leaves) {
    for (let d: usize = 0; d < rowBytes; d += 16) v128.store(wholes + d, f32x4.splat(1));
    return aleatoric;
  }
  const topMean = <f64>load<f32>(means + ((<usize>topLeaf) << 2));
  const weights = groupSums;
  const logShares = groupSums + ((<usize>(internals + 1)) << 3);
  memory.fill(weights, 0, (<usize>(internals + 1)) << 3);
  for (let c = 0; c < leaves; c++) {
    if (load<i32>(isLikely + ((<usize>c) << 2)) == 1) continue;
    const at = (<usize>c) << 3;
    const mean = <f64>load<f32>(means + ((<usize>c) << 2));
    const variance = <f64>load<f32>(variances + ((<usize>c) << 2));
    // No larger than the bound allows, so that it stays finite whatever the variance.
    const log = min(mean - topMean + variance / 2, load<f64>(bounds + at));
    store<f64>(unlikelyLogs + at, log);
    const group = weights + ((<usize>load<i32>(parents + ((<usize>c) << 2))) << 3);
    store<f64>(group, load<f64>(group) + exp64(log));
  }

  for (let d: usize = 0; d < rowBytes; d += 16) v128.store(wholes + d, f32x4.splat(0));
  for (let g = 0; g <= internals; g++) {
    const weight = load<f64>(weights + ((<usize>g) << 3));
    if (weight == 0) continue;
    const path = rowAt(paths, g, rowBytes);
    let sum = f32x4.splat(0);
    for (let d: usize = 0; d < rowBytes; d += 16) {
      const log = f32x4.sub(f32x4.add(v128.load(path + d), f32x4.splat(<f32>topMean)), v128.load(logNormalisers + d));
      const share = exp4(f32x4.pmin(log, f32x4.splat(80)));
      sum = f32x4.add(sum, f32x4.mul(v128.load(shares + d), share));
      v128.store(wholes + d, f32x4.add(v128.load(wholes + d), f32x4.mul(f32x4.splat(<f32>weight), share)));
    }
    store<f64>(logShares + ((<usize>g) << 3), <f64>log1(<f32>laneSum(sum)));
  }

  let total: f64 = 1;
  let nats: f64 = 0;
  for (let c = 0; c < leaves; c++) {
    if (load<i32>(isLikely + ((<usize>c) << 2)) == 1) continue;
    const at = (<usize>c) << 3;
    const group = (<usize>load<i32>(parents + ((<usize>c) << 2))) << 3;
    const log = min(load<f64>(unlikelyLogs + at) + load<f64>(logShares + group), load<f64>(bounds + at));
    const p = exp64(log);
    store<f64>(leafMeans + at, p);
    total += p;
    // The logarithm is nearly normal, with half its variance between the means of p and p ln p.
    nats += p * max(0, -log - load<f64>(distances + at) / 2);
  }
  for (let c = 0; c < leaves; c++) {
    const at = leafMeans + ((<usize>c) << 3);
    store<f64>(at, load<f64>(at) / total);
  }
  let logs = f32x4.splat(0);
  for (let d: usize = 0; d < rowBytes; d += 16) {
    const whole = f32x4.add(f32x4.splat(1), v128.load(wholes + d));
    const log = log4(whole);
    v128.store(wholes + d, whole);
    v128.store(logNormalisers + d, f32x4.add(v128.load(logNormalisers + d), log));
    logs = f32x4.add(logs, f32x4.mul(v128.load(shares + d), log));
  }
  return (aleatoric + nats) / total + laneSum(logs);
}
