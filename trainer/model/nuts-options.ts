import { defaultNutsOptions, type NutsOptions } from "../nuts/options.ts";

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

/** How `train` samples the model. Almost all coefficients are next to standard normal and turn with frequency 1, so back after a time of pi. */
export function modelNutsOptions(warmup: number): NutsOptions {
  return {
    ...defaultNutsOptions,
    warmup,
    warmUpMaxDepth,
    turningTime: Math.PI,
    stepSize: { ...defaultNutsOptions.stepSize, target: acceptance, ...steady },
  };
}
