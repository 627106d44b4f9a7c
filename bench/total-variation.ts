import { type Chains, pool } from "../trainer/diagnostics/chains.ts";
import { mean } from "../trainer/diagnostics/moments.ts";

/** Total variation between two samplers' predictives of a title, over titles. */
export type Variation = {
  readonly mean: number;
  readonly largest: number;
  /** The mean that Monte Carlo error makes alone, from what either sampler's first half of chains differs from its others. */
  readonly expected: number;
};

/** `probabilities`: the chains of both samplers for every leaf of the first title, then of the next. */
export function compareVariation(
  probabilities: readonly (readonly [Chains, Chains])[],
  leaves: number,
): Variation {
  const variations = totalVariations(
    probabilities.map(([first, second]) => mean(pool(first)) - mean(pool(second))),
    leaves,
  );
  const own = ([0, 1] as const).map((side) =>
    mean(
      totalVariations(
        probabilities.map((both) => halvesDiffer(both[side])),
        leaves,
      ),
    ),
  );
  // If a mean over all chains has the standard error e, halves differ by 2 e, and samplers by the root of the sum of their e^2.
  const expected = Math.hypot(...own) / 2;
  return { mean: mean(variations), largest: Math.max(...variations), expected };
}

/** For each title half the sum of absolute differences over its leaves. */
function totalVariations(differences: readonly number[], leaves: number): Float64Array {
  return Float64Array.from({ length: differences.length / leaves }, (_, title) =>
    differences
      .slice(title * leaves, (title + 1) * leaves)
      .reduce((sum, difference) => sum + Math.abs(difference) / 2, 0),
  );
}

function halvesDiffer(chains: Chains): number {
  const half = chains.length / 2;
  return mean(pool(chains.slice(0, half))) - mean(pool(chains.slice(half)));
}
