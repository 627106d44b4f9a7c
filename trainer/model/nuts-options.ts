import { defaultNutsOptions, type NutsOptions } from "../nuts/options.ts";
import { type Problem, parameterLayout } from "./problem.ts";

/** The model's chains have one mode to go to, and a long way: a tree of 64 states is enough on it, and as long as the step size is sought. */
const warmUpMaxDepth = 6;

/**
 * In high dimension a step accepted with probability 0.651 costs least for what it moves (Beskos, Pillai, Roberts, Sanz-Serna and Stuart 2013,
 * Bernoulli 19).
 */
const acceptance = 0.65;

/**
 * Acceptance falls from 1 to 0 within a factor of two of the step size, as it does wherever many coordinates add to the energy error. With Stan's constants
 * (0.05, 10) the step size swings across that range from one iteration to the next, and its average is too small.
 */
const steady = { gamma: 0.4, pull: 1 };

/**
 * How `train` samples a problem. Where all scales are fixed almost all coefficients are next to standard normal and turn with frequency 1, so back after a
 * time of pi, and trajectories just longer than that cost least. Learned scales are slow: shorter steps and longer trajectories carry them further.
 */
export function modelNutsOptions(problem: Problem, warmup: number): NutsOptions {
  const options = { ...defaultNutsOptions, warmup, warmUpMaxDepth };
  const stepSize = { ...defaultNutsOptions.stepSize, ...steady };
  const learnsScales = parameterLayout(problem).freeGroups.length > 0;
  return learnsScales
    ? { ...options, stepSize }
    : { ...options, stepSize: { ...stepSize, target: acceptance }, turningTime: Math.PI };
}
