import { expect, test } from "vitest";
import { loadKernel } from "../../../trainer/kernel/load.ts";
import { kernelMechanics } from "../../../trainer/kernel/mechanics.ts";
import { chainKernelBytes, treeVectors } from "../../../trainer/kernel/memory.ts";
import { drawInitialParameters } from "../../../trainer/model/initial-parameters.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import { hamiltonianTrajectory } from "../../../trainer/nuts/trajectory.ts";
import { growTree } from "../../../trainer/nuts/tree.ts";
import { largeProblem } from "./large-problem.ts";

test.each([
  ["scales alone", false],
  ["noise, too", true],
] as const)("the memory that a chain takes is known before: %s", (_, noise) => {
  const problem = { ...largeProblem(1).problem, noise };
  const { rows, features, rowFeature } = problem.design;
  const kernel = loadKernel();
  const mechanics = kernelMechanics(kernel, problem, seedStream(1, 0, 16));
  const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
  mechanics.write(q, drawInitialParameters(problem, seedStream(1, 0)));
  let position = { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  const depth = 4;
  // Which vectors are shared depends on what was drawn and on the directions.
  for (let k = 0; k < 8; k++) {
    const momentum = mechanics.acquire();
    const origin = { ...position, momentum, kinetic: mechanics.refreshMomentum(momentum) };
    const trajectory = hamiltonianTrajectory(mechanics, origin, 1e-5);
    const grown = growTree(trajectory, origin, depth, mechanics.randomBits());
    expect(grown.depth).toBe(depth);
    position = grown.proposal;
  }
  const leaves = problem.tree.leaves.length;
  const columns = problem.tree.nodeCount - 1;
  const size = { rows, features, nonZeros: rowFeature.length, leaves, columns, noise };
  const expected = chainKernelBytes(size, treeVectors(depth));
  const taken = kernel.memory.buffer.byteLength;
  expect(taken).toBeLessThan(1.01 * expected);
  expect(taken).toBeGreaterThan(0.9 * expected);
  expect(chainKernelBytes(size, treeVectors(defaultNutsOptions.maxDepth))).toBeGreaterThan(expected);
});
