import { expect } from "vitest";
import type { Problem } from "../../../trainer/model/problem.ts";
import { randomParameters, randomProblem, trees } from "../model/problems.ts";
import { innerProduct, pointAt } from "../nuts/integrator-laws.ts";
import { type OpenKernel, openKernel, type variants } from "./open-kernel.ts";

/** A problem small enough for checks of every component. */
export const problem = randomProblem({ tree: trees["depth 2, 2 + 3 leaves"] });

/** Inverse mass of every parameter, as the metric of the kernel has it. */
export function inverseMasses(kernel: OpenKernel, of = problem): Float64Array {
  const at = pointAt(kernel, randomParameters(of, 7), randomParameters(of, 8));
  const unit = (k: number) => new Float64Array(kernel.mechanics.dimension).fill(1, k, k + 1);
  for (const k of [0, 1, 5, 20]) expect(innerProduct(kernel, at, unit(k), unit(k + 1))).toBeCloseTo(0, 6);
  return randomParameters(of, 7).map((_, k) => innerProduct(kernel, at, unit(k), unit(k)));
}

/** The kernel after a window of 30 random positions, the last of seed 29. */
export function openAdapted(variant: (typeof variants)[number], of: Problem): OpenKernel {
  const open = openKernel(variant, of);
  const { mechanics, put } = open;
  const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
  for (let seed = 0; seed < 30; seed++) {
    put(q, randomParameters(of, seed));
    mechanics.observe({ q, gradient, logDensity: mechanics.evaluate(q, gradient) });
  }
  mechanics.updateMetric({ q, gradient, logDensity: mechanics.evaluate(q, gradient) });
  mechanics.resetMoments();
  return open;
}
