// The kernel: log density and gradient of the hierarchical softmax regression, and the vector work of the sampler.

export { configure } from "./layout";
export { likelihood } from "./likelihood";
export { advancePositions, expandPosition, finishGradients, kineticTwice, noiseOf, prepareStep, squaredLength } from "./leapfrog";
export { loadRandom, randomBits, refreshMomentum, storeRandom } from "./random";
export { adoptMetric, dotSelf, observe, turnProducts } from "./vectors";

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
