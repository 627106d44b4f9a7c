import { type CompiledKernel, loadKernel } from "../../kernel/load.ts";
import { findPosteriorMode } from "../../kernel/posterior-mode.ts";
import { fisherPrecisions } from "../../model/fisher-metric.ts";
import { type Problem, parameterLayout } from "../../model/problem.ts";
import { nextNormal, seedStream } from "../../nuts/random.ts";

/** Stream of a seed that the spread around the mode comes from. Chains use one each from here. */
const stream = 0x6e6d6f64;

/** Gradients that `train` finds the mode with: as many as two iterations take. */
export const modeGradients = 60;

/**
 * Whether draws are spread around one mode. Where coefficients alone are sampled, the log density
 * is concave.
 */
export function canStartNearMode(problem: Problem): boolean {
  return parameterLayout(problem).freeGroups.length === 0 && !problem.noise;
}

/** A chain that is about to start. */
type StartingChain = {
  readonly problem: Problem;
  readonly seed: number;
  readonly chain: number;
  /** Compiled before, or absent. */
  readonly kernel: CompiledKernel | undefined;
};

/**
 * Draws parameters to start a chain from: normal around the mode of the posterior, as far from it
 * as the Fisher information there says. So a chain need not find the posterior, but only forget
 * that this is an approximation.
 */
export function drawNearMode(
  { problem, seed, chain, kernel }: StartingChain,
  gradients: number,
): Float64Array {
  const parameters = findPosteriorMode(problem, gradients, seed, loadKernel(kernel));
  const precisions = fisherPrecisions(problem, parameters);
  const random = seedStream(seed, stream + chain);
  return parameters.map((value, k) => value + nextNormal(random) / Math.sqrt(precisions[k] ?? 1));
}
