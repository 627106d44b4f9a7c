import type { Problem } from "../../trainer/model/problem.ts";
import type { Mechanics, Vector } from "../../trainer/nuts/mechanics.ts";
import type { Target } from "../../trainer/nuts/target.ts";
import type { Engine, EngineName } from "./engine.ts";

/** A defect that wraps correct parts, to see whether calibration finds it. */
export type Fault = {
  readonly name: string;
  /** What is wrong, and why ranks show it or not. */
  readonly why: string;
  readonly expected: "uniform" | "skewed";
  readonly engine: EngineName;
  /** Of the likelihood, where the fault needs one. */
  readonly power?: number;
  /** Ends a run that would not end by itself. */
  readonly limits?: { readonly maxDepth: number; readonly mostDraws: number };
  readonly problem?: (problem: Problem) => Problem;
  readonly target?: (target: Target) => Target;
  readonly mechanics?: (engine: Engine) => Mechanics;
};

/**
 * -(a + 1) u - b e^-u, the density of sigma taken for that of u = ln sigma, is that of u under a
 * shape of a + 1.
 */
function withoutJacobian(problem: Problem): Problem {
  return {
    ...problem,
    scalePriors: problem.scalePriors.map((prior) =>
      prior.kind === "inverse-gamma" ? { ...prior, shape: prior.shape + 1 } : prior,
    ),
  };
}

function scaledGradient(target: Target, factor: number): Target {
  return {
    dimension: target.dimension,
    logDensityAndGradient: (position, gradient) => {
      const value = target.logDensityAndGradient(position, gradient);
      for (let k = 0; k < gradient.length; k++) gradient[k] = factor * (gradient[k] ?? 0);
      return value;
    },
  };
}

/**
 * A span turns when the log density at one of its ends is below the origin's. Momenta play no part.
 */
function turnsByDensity({ mechanics }: Engine): Mechanics {
  // Spans know their ends by the vectors of their momenta.
  const logDensity = new Map<Vector, number>();
  let least: number | null = null;
  return {
    ...mechanics,
    refreshMomentum: (momentum) => {
      least = null;
      logDensity.delete(momentum);
      return mechanics.refreshMomentum(momentum);
    },
    leapfrog: (from, ...rest) => {
      least ??= from.logDensity;
      const point = mechanics.leapfrog(from, ...rest);
      logDensity.set(point.momentum, point.logDensity);
      return point;
    },
    checkUTurn: (earlier, later, total) => {
      mechanics.checkUTurn(earlier, later, total);
      const isBelow = (end: Vector) => (logDensity.get(end) ?? Number.POSITIVE_INFINITY) < (least ?? 0);
      return isBelow(earlier.first) || isBelow(later.last);
    },
  };
}

/** Energy errors shortened by a factor before states are weighed by them. */
function flatWeights({ mechanics }: Engine, factor: number): Mechanics {
  let energy: number | null = null;
  return {
    ...mechanics,
    refreshMomentum: (momentum) => {
      energy = null;
      return mechanics.refreshMomentum(momentum);
    },
    leapfrog: (from, ...rest) => {
      energy ??= from.kinetic - from.logDensity;
      const point = mechanics.leapfrog(from, ...rest);
      const error = point.kinetic - point.logDensity - energy;
      return { ...point, kinetic: point.kinetic + (factor - 1) * error };
    },
  };
}

export const faults: readonly Fault[] = [
  {
    name: "gradient times 1.1",
    why:
      "The gradient is 10 % too long, the density is right. Any force that depends on the position alone keeps the " +
      "leapfrog reversible and volume-preserving, and the tree weighs states by the right density. So the posterior " +
      "stays exact and only the speed suffers. No check of draws can see this fault; comparing the gradient with " +
      "finite differences can.",
    expected: "uniform",
    engine: "double",
    target: (target) => scaledGradient(target, 1.1),
  },
  {
    name: "gradient reversed",
    why:
      "The gradient has the wrong sign, the density is right. In theory this is as harmless as the fault above. In " +
      "practice the step size collapses and the chain never leaves the place where it started. Trees have at most 5 " +
      "doublings and chains 200 draws, so that it ends.",
    expected: "skewed",
    engine: "double",
    limits: { maxDepth: 5, mostDraws: 200 },
    target: (target) => scaledGradient(target, -1),
  },
  {
    name: "gradient without Jacobian",
    why:
      "The term of ln sigma's Jacobian is missing from the gradient and from the density alike. The sampler is right " +
      "about the wrong posterior.",
    expected: "skewed",
    engine: "kernel",
    problem: withoutJacobian,
  },
  {
    name: "U-turn by density",
    why:
      "The U-turn check compares log densities with the origin's, not momenta with their sum. Whether a tree stops " +
      "then depends on where in it the chain was, which breaks detailed balance.",
    expected: "skewed",
    engine: "kernel",
    mechanics: turnsByDensity,
  },
  {
    name: "flat weights",
    why: "The tree weighs states by 3 % of their energy error, and the step size follows the resulting acceptance.",
    expected: "skewed",
    engine: "kernel",
    mechanics: (engine) => flatWeights(engine, 0.03),
  },
  {
    name: "labels ignored",
    why: "The likelihood has the power 0: the prior is sampled. Ranks of parameters cannot show it; those of the log likelihood do.",
    expected: "skewed",
    engine: "kernel",
    problem: (problem) => ({ ...problem, likelihoodPower: 0 }),
  },
  {
    name: "power forgotten",
    why: "Labels have the power 2.5, the sampled density has 1.",
    expected: "skewed",
    engine: "kernel",
    power: 2.5,
    problem: (problem) => ({ ...problem, likelihoodPower: 1 }),
  },
];
