import { type Chains, poolChains } from "../../trainer/diagnostics/chains.ts";
import { mean } from "../../trainer/diagnostics/moments.ts";

/**
 * Total variation between two samplers' predictives of a title, over titles.
 *
 * @param probabilities both samplers' chains for each leaf of the first title, then of the next
 */
export function compareVariation(probabilities: readonly (readonly [Chains, Chains])[], leaves: number) {
  const variations = totalVariations(
    probabilities.map(([first, second]) => mean(poolChains(first)) - mean(poolChains(second))),
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
  // What Monte Carlo error makes alone. A mean over all chains has a standard error e, so halves
  // differ by 2 e. Samplers differ by the root of the sum of their e^2.
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
  return mean(poolChains(chains.slice(0, half))) - mean(poolChains(chains.slice(half)));
}
