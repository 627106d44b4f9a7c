import { defaultNutsOptions, type NutsOptions } from "../nuts/options.ts";

/** The model's chains have one mode to go to, and a long way: a tree of 64 states is enough on it. */
const earlyMaxDepth = 6;

/**
 * In high dimension a step accepted with probability 0.651 costs least for what it moves (Beskos, Pillai, Roberts, Sanz-Serna and Stuart 2013,
 * Bernoulli 19). What is realised comes out above the target.
 */
const acceptance = 0.65;

/** How `train` samples the model. */
export function modelNutsOptions(warmup: number): NutsOptions {
  return {
    ...defaultNutsOptions,
    warmup,
    earlyMaxDepth,
    stepSize: { ...defaultNutsOptions.stepSize, target: acceptance },
  };
}
