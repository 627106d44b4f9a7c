// The kernel: log density and gradient of the hierarchical softmax regression, and the vector work of the sampler.

export { configure } from "./layout";
export { likelihood } from "./likelihood";
export { advancePositions, expandPosition, finishGradients, kineticTwice, noiseOf, squaredLength } from "./leapfrog";
export { adoptMetric, dotSelf, loadRandom, observe, randomBits, refreshMomentum, scatter, storeRandom, turnProducts } from "./vectors";

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
