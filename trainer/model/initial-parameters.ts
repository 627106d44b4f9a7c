import { nextUniform } from "../nuts/random.ts";
import { type Problem, parameterLayout } from "./problem.ts";
import type { ScalePrior } from "./scale-prior.ts";

/**
 * Scales start within this factor of their centre, far more widely than the posterior is spread.
 */
const scaleSpread = 3;

/**
 * Draws parameters to start a chain from: scales spread around their prior's centre, and
 * coefficients near zero. They are far from any draw, but on the side of the posterior where the
 * likelihood pulls coefficients up before it can push scales down.
 *
 * @param random state of a generator of its own, changed in place
 */
export function drawInitialParameters(problem: Problem, random: Uint32Array): Float64Array {
  const { freeGroups, coefficientStart, dimension } = parameterLayout(problem);
  const centres = freeGroups.map((group) => centreOf(problem.scalePriors[group]));
  return Float64Array.from({ length: dimension }, (_, k) => {
    const spread = 2 * nextUniform(random) - 1;
    return k < coefficientStart ? Math.log(centres[k] ?? 1) + spread * Math.log(scaleSpread) : 0.1 * spread;
  });
}

function centreOf(prior: ScalePrior | undefined): number {
  switch (prior?.kind) {
    case "half-normal":
      return prior.scale;
    case "inverse-gamma":
      return prior.rate / prior.shape;
    default:
      return 1;
  }
}
