import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { buildDesignMatrix } from "../../trainer/features/design-matrix.ts";
import { metricVectors } from "../../trainer/kernel/layout.ts";
import { loadKernel } from "../../trainer/kernel/load.ts";
import { kernelMechanics } from "../../trainer/kernel/mechanics.ts";
import { buildProblem, presets } from "../../trainer/model/preset.ts";
import { defaultNutsOptions } from "../../trainer/nuts/options.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { hamiltonianTrajectory } from "../../trainer/nuts/trajectory.ts";
import { growTree } from "../../trainer/nuts/tree.ts";

/** Vectors that a chain holds after the deepest tree there can be, the metric's included. */
export function deepestTreeVectors(tree: TreeIndex, seed = 1): number {
  const [features, values] = [Int32Array.of(0), Float32Array.of(1)];
  const row = { features, values, knownWords: [], unknownWords: [], unknownSquares: 0 };
  const data = { design: buildDesignMatrix([row], 1), labels: Int32Array.of(0), tree };
  const problem = buildProblem(presets.bayes, data);
  const mechanics = kernelMechanics(loadKernel(), problem, seedStream(seed, 0, 16));
  const [q, gradient, momentum] = [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()];
  mechanics.write(q, new Float64Array(mechanics.dimension));
  const logDensity = mechanics.evaluate(q, gradient);
  const origin = { q, gradient, momentum, logDensity, kinetic: mechanics.refreshMomentum(momentum) };
  const { maxDepth } = defaultNutsOptions;
  const trajectory = hamiltonianTrajectory(mechanics, origin, 1e-5);
  const { depth } = growTree(trajectory, origin, maxDepth, mechanics.randomBits());
  if (depth !== maxDepth) throw new Error(`a tree of depth ${maxDepth} was expected, it ended at ${depth}`);
  return mechanics.countVectors() + metricVectors;
}
