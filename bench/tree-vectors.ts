import type { TreeIndex } from "../shared/tree/taxonomy.ts";
import { designMatrix } from "../trainer/features/design-matrix.ts";
import { metricVectors } from "../trainer/kernel/layout.ts";
import { loadKernel } from "../trainer/kernel/load.ts";
import { kernelMechanics } from "../trainer/kernel/mechanics.ts";
import { presetProblem, presets } from "../trainer/model/preset.ts";
import { defaultNutsOptions } from "../trainer/nuts/options.ts";
import { seedStream } from "../trainer/nuts/random.ts";
import { hamiltonianTrajectory } from "../trainer/nuts/trajectory.ts";
import { growTree } from "../trainer/nuts/tree.ts";

/**
 * Vectors that a chain holds after the deepest tree there can be, the metric's included. Found by growing that tree on a tiny problem,
 * since the number depends on the depth alone: steps this small never turn.
 */
export function deepestTreeVectors(tree: TreeIndex, seed = 1): number {
  const row = {
    features: Int32Array.of(0),
    values: Float32Array.of(1),
    knownWords: [],
    unknownWords: [],
    unknownSquares: 0,
  };
  const problem = presetProblem(presets.bayes, {
    design: designMatrix([row], 1),
    labels: Int32Array.of(0),
    tree,
  });
  const mechanics = kernelMechanics(loadKernel(), problem, seedStream(seed, 0, 16));
  const [q, gradient, momentum] = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()];
  mechanics.write(q, new Float64Array(mechanics.dimension));
  const logDensity = mechanics.evaluate(q, gradient);
  const origin = { q, gradient, momentum, logDensity, kinetic: mechanics.refresh(momentum) };
  const { maxDepth } = defaultNutsOptions;
  const { depth } = growTree(
    hamiltonianTrajectory(mechanics, origin, 1e-5),
    origin,
    maxDepth,
    mechanics.bits(),
  );
  if (depth !== maxDepth) throw new Error(`a tree of depth ${maxDepth} was expected, it ended at ${depth}`);
  return mechanics.vectors() + metricVectors;
}
