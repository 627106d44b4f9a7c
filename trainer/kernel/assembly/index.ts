// The kernel: log density and gradient of the hierarchical softmax regression, and the vector work of the sampler.

export { configure, scratchBytes, useScratch } from "./layout";
export { adoptLevels, prepareStep } from "./metric";
export { loadRandom, randomBits, refreshMomentum, storeRandom } from "./random";
export { advancePositions, blocksHelped, expandPosition, finishGradients, help, kineticTwice, likelihood, setHelpers, squaredLength, turnProducts } from "./team";
export { dotSelf } from "./vectors";

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
