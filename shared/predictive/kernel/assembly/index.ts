// The predictive of one title under a posterior of moments, in WebAssembly SIMD. The plain form in
// the folder above this one has the formulas; each file here names its own.

import { drawInternals, softmaxDraws } from "./draws";
import { log1 } from "./functions";
import { integrate } from "./integral";
import { leafMeans, leafNodes, leaves, nodeCount, nodeMeans, nodeParents, results } from "./layout";
import { findLikely } from "./likely";
import { finishRow } from "./moments";
import { shareNewChildren } from "./new-children";
import { addUnlikely } from "./unlikely";

export { findInterval } from "./interval";
export { configure } from "./layout";
export { setLeast } from "./likely";
export { addFeatures, clearRow } from "./moments";

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}

/**
 * Predicts the row whose features were added. `length` is that of the row, `unknownSquares` the
 * part of it that unknown words have.
 */
export function predict(unknownSquares: f32, length: f32): void {
  finishRow(unknownSquares);
  findLikely();
  drawInternals();
  let aleatoric = softmaxDraws();
  integrate();
  aleatoric = addUnlikely(aleatoric);
  sumNodes();
  shareNewChildren(length);
  store<f64>(results, entropy());
  store<f64>(results, aleatoric, 8);
}

/** Sums leaves into nodes. */
function sumNodes(): void {
  memory.fill(nodeMeans, 0, (<usize>nodeCount) << 3);
  for (let c = 0; c < leaves; c++) {
    const node = <usize>load<i32>(leafNodes + ((<usize>c) << 2));
    store<f64>(nodeMeans + (node << 3), load<f64>(leafMeans + ((<usize>c) << 3)));
  }
  for (let node = nodeCount - 1; node > 0; node--) {
    const out = nodeMeans + ((<usize>load<i32>(nodeParents + ((<usize>node) << 2))) << 3);
    store<f64>(out, load<f64>(out) + load<f64>(nodeMeans + ((<usize>node) << 3)));
  }
}

/** Entropy of the means of leaves, in nats. */
function entropy(): f64 {
  let total: f64 = 0;
  for (let c = 0; c < leaves; c++) {
    const p = load<f64>(leafMeans + ((<usize>c) << 3));
    if (p > 1e-30) total -= p * <f64>log1(<f32>p);
  }
  return total;
}
