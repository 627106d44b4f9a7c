// The kernel: log density and gradient of the hierarchical softmax regression, and the sampler's
// work on vectors.

export { configure, scratchBytes, useScratch } from "./layout";
export { fillInverseMass, prepareRotations } from "./metric";
export { loadRandom, randomBits, refreshMomentum, storeRandom } from "./random";
export { advancePositions, blocksOfWorkers, expandPosition, finishGradients, runWorker, kineticTwice, likelihood, setWorkerCount, squaredLength, uTurnProducts } from "./threads";
export { dotSelf } from "./vectors";

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
