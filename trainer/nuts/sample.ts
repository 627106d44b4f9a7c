import { type Iteration, startChain } from "./chain.ts";
import { checkedTarget } from "./checked-target.ts";
import { defaultNutsOptions, type NutsOptions } from "./options.ts";
import { seedStream } from "./random.ts";
import type { Target } from "./target.ts";
import { targetMechanics } from "./target-mechanics.ts";

/** Options of `sample`; whatever is left out is as in `defaultNutsOptions`. */
export type SampleOptions = Partial<Omit<NutsOptions, "stepSize">> & {
  readonly stepSize?: Partial<NutsOptions["stepSize"]>;
  readonly seed: number;
  /** Chains, one after the other. Default 4. */
  readonly chains?: number;
  /** Kept draws per chain. Default 1000. */
  readonly draws?: number;
};

/** One chain's draws and what its iterations did, warm-up left out. */
export type SampledChain = {
  /** One array of length `dimension` per draw. */
  readonly draws: readonly Float64Array[];
  readonly iterations: readonly Iteration[];
};

/** The draws of all chains. */
export type Sample = { readonly chains: readonly SampledChain[] };

/**
 * Samples any log density with NUTS in double precision.
 *
 *     const normal = {
 *       dimension: 2,
 *       logDensityAndGradient: (position, gradient) => {
 *         gradient.set(position.map((x) => -x));
 *         return -0.5 * position.reduce((sum, x) => sum + x * x, 0);
 *       },
 *     };
 *     const { chains } = sample(normal, { seed: 1, chains: 4, warmup: 500, draws: 1000 });
 *
 * Deterministic: the same target, options and seed give the same draws.
 *
 * @throws RangeError for a count that is not a whole number of at least 1 (warm-up and seed: 0),
 *   for an option out of range, or when the target writes less or more than the whole gradient
 * @throws StartError when the target is not finite at any of 100 starts
 */
export function sample(target: Target, options: SampleOptions): Sample {
  const { seed, chains = 4, draws = 1000, ...rest } = options;
  const stepSize = { ...defaultNutsOptions.stepSize, ...rest.stepSize };
  const nuts: NutsOptions = { ...defaultNutsOptions, ...rest, stepSize };
  requireCount("seed", seed, 0);
  requireCount("dimension", target.dimension, 1);
  requireCount("chains", chains, 1);
  requireCount("draws", draws, 1);
  requireCount("warmup", nuts.warmup, 0);
  requireCount("maxDepth", nuts.maxDepth, 1);
  requireCount("warmUpMaxDepth", nuts.warmUpMaxDepth, 1);
  requireBetween("startRadius", nuts.startRadius, 0, Number.MAX_VALUE);
  requireBetween("stepSize.target", nuts.stepSize.target, 0, 1);
  return {
    chains: Array.from({ length: chains }, (_, chain) => sampleChain(target, nuts, draws, seed, chain)),
  };
}

function sampleChain(
  target: Target,
  options: NutsOptions,
  draws: number,
  seed: number,
  stream: number,
): SampledChain {
  const mechanics = targetMechanics(checkedTarget(target), seedStream(seed, stream));
  const chain = startChain(mechanics, options);
  for (let iteration = 0; iteration < options.warmup; iteration++) chain.advance();
  const kept = Array.from({ length: draws }, () => {
    const { iteration, position } = chain.advance();
    return { iteration, draw: mechanics.read(position.q).slice() };
  });
  return { draws: kept.map(({ draw }) => draw), iterations: kept.map(({ iteration }) => iteration) };
}

function requireBetween(name: string, value: number, least: number, most: number): void {
  if (!(value > least && value < most)) {
    throw new RangeError(
      `${name} is ${value}; it must be above ${least}${most < Number.MAX_VALUE ? ` and below ${most}` : " and finite"}.`,
    );
  }
}

function requireCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} is ${value}; it must be a whole number of at least ${least}.`);
  }
}
