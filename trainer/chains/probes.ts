import type { Problem } from "../model/problem.ts";
import { nextUniform, seedStream } from "../nuts/random.ts";
import type { Probe } from "./chain-job.ts";

/** Stream of the seed that chooses probes. Chains use 0, 1, ... */
const probeStream = 0x70726f62;

/** Number of logits that a training run monitors for convergence. */
export const probeCount = 200;

/**
 * Chooses `count` logits to monitor: random rows, alternately with their label and a random leaf.
 */
export function chooseProbes({ design, labels, tree }: Problem, count: number, seed: number): Probe[] {
  const random = seedStream(seed, probeStream);
  return Array.from({ length: count }, (_, k) => {
    const row = Math.floor(nextUniform(random) * design.rows);
    const other = Math.floor(nextUniform(random) * tree.leaves.length);
    return { row, leaf: k % 2 === 0 ? (labels[row] ?? 0) : other };
  });
}

/**
 * Writes the logit of every probe less the mean logit of its row, which the softmax does not depend
 * on. `coefficients`: beta, p x V.
 */
export function computeProbeLogits(
  { design, tree }: Problem,
  probes: readonly Probe[],
  coefficients: Float32Array,
  logits: Float64Array,
): void {
  const columns = tree.nodeCount - 1;
  const leaves = tree.leaves.length;
  probes.forEach(({ row, leaf }, k) => {
    let logit = 0;
    let sum = 0;
    for (let at = design.rowStart[row] ?? 0; at < (design.rowStart[row + 1] ?? 0); at++) {
      const start = (design.rowFeature[at] ?? 0) * columns;
      const value = design.rowValue[at] ?? 0;
      logit += value * (coefficients[start + leaf] ?? 0);
      for (let c = 0; c < leaves; c++) sum += value * (coefficients[start + c] ?? 0);
    }
    logits[k] = logit - sum / leaves;
  });
}
