import { defaultNutsOptions, type NutsOptions } from "../nuts/options.ts";
import type { Backend } from "./backend.ts";
import { type Problem, parameterLayout } from "./problem.ts";

/**
 * The posterior has one mode, and chains start far from it. Trees of 64 states are enough on the
 * way, and while the step size is being found.
 */
const warmUpMaxDepth = 6;

/**
 * In high dimension, a mean acceptance of 0.651 costs least for the distance moved (Beskos, Pillai,
 * Roberts, Sanz-Serna and Stuart 2013, Bernoulli 19).
 */
const fixedScalesAcceptance = 0.65;

/**
 * Constants of dual averaging that change the step size less from one iteration to the next. Many
 * coordinates add to the energy error, so acceptance falls from 1 to 0 within a factor of two of
 * the step size. With Stan's constants (0.05, 10) the step size jumps across that range, and its
 * average is too small.
 */
const smoothAdaptation = { gamma: 0.4, pull: 1 };

/**
 * Coefficients up to which chains are exact. The energy error of a step grows with the square root
 * of their number. So with more of them an exact trajectory would need 31 or 63 steps, where 15 are
 * enough for every single coefficient. A flat model has more levels in one softmax and may need
 * half of that step all the same, so that approximate draws save less there.
 */
export const mostExact = { node: 2_000_000, flat: 10_000_000 } as const;

/** What a softmax is of: a node of the factorised form, or the whole of a flat model. */
export type SoftmaxKind = keyof typeof mostExact;

/** The step size whose trajectories turn after 15 steps: see `fitToTurningTime`. */
const usualStepSize = (1.08 * Math.PI) / 15;

/** What a user may ask of the sampler; as below where absent. */
export type SamplerRequest = {
  /** Mean acceptance that the step size is adapted to, in (0, 1). */
  readonly targetAcceptance?: number;
  /** Doublings after which a trajectory stops. */
  readonly maxDepth?: number;
  /** Whether chains are exact with more than `mostExact` coefficients, too. */
  readonly exact?: boolean;
};

/**
 * How a problem is sampled exactly.
 *
 * Where all scales are fixed, almost all coefficients are nearly standard normal. They turn with
 * frequency 1, so back after a time of pi, and trajectories just longer than that cost least.
 * Learned scales are slow: shorter steps and longer trajectories move them further.
 */
export function modelNutsOptions(
  problem: Problem,
  warmup: number,
  request: SamplerRequest = {},
): NutsOptions {
  const options = {
    ...defaultNutsOptions,
    warmup,
    warmUpMaxDepth,
    ...(request.maxDepth !== undefined && { maxDepth: request.maxDepth }),
  };
  const learnsScales = parameterLayout(problem).freeGroups.length > 0;
  const usual = learnsScales ? defaultNutsOptions.stepSize.target : fixedScalesAcceptance;
  const stepSize = {
    ...defaultNutsOptions.stepSize,
    ...smoothAdaptation,
    target: request.targetAcceptance ?? usual,
  };
  return learnsScales ? { ...options, stepSize } : { ...options, stepSize, turningTime: Math.PI };
}

/**
 * Whether the draws of a softmax are approximate: where it has very many coefficients and nothing
 * else, and neither exact draws nor an acceptance are asked for. The metric of the other backends
 * says nothing of a step size before draws are made.
 *
 * @param problem of the softmax, or one that differs from it in the number of coefficients alone
 */
export function isApproximate(
  problem: Problem,
  coefficients: number,
  backend: Backend,
  { exact = false, targetAcceptance }: SamplerRequest,
  kind: SoftmaxKind,
): boolean {
  const isAsked = exact || targetAcceptance !== undefined;
  const hasMore = parameterLayout(problem).freeGroups.length > 0 || problem.noise;
  return coefficients > mostExact[kind] && backend === "kernel" && !isAsked && !hasMore;
}

/**
 * How `train` samples a problem. Where draws are approximate, chains must start where the posterior
 * has its mass or near its mode: see `docs/sampler.md`.
 */
export function trainNutsOptions(
  problem: Problem,
  warmup: number,
  backend: Backend,
  request: SamplerRequest,
  kind: SoftmaxKind,
): NutsOptions {
  const options = modelNutsOptions(problem, warmup, request);
  if (!isApproximate(problem, parameterLayout(problem).dimension, backend, request, kind)) return options;
  return { ...options, unadjusted: true, firstStepSize: usualStepSize };
}
