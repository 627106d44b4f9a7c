import type { Chains } from "../../trainer/diagnostics/chains.ts";
import { poolChains } from "../../trainer/diagnostics/chains.ts";
import { meanMcse, quantileMcse } from "../../trainer/diagnostics/mcse.ts";
import { mean } from "../../trainer/diagnostics/moments.ts";
import { quantileOfSorted, sortDraws } from "../../trainer/diagnostics/quantile.ts";
import type { NamedTarget } from "./targets/named-target.ts";

/** Draws by the name of the quantity. */
export type NamedChains = ReadonlyMap<string, Chains>;

/** An estimate and its Monte Carlo standard error, which is 0 for an exact value. */
export type Estimate = { readonly value: number; readonly mcse: number };

/**
 * A statistic of both samples. `deviation`: their difference in joint Monte Carlo standard errors.
 */
export type Comparison = {
  readonly quantity: string;
  readonly statistic: Statistic;
  readonly ours: number;
  readonly theirs: number;
  readonly deviation: number;
};

export type Statistic = "mean" | "q5" | "q50" | "q95";

/** Draws of a sampler as chains of the target's named quantities. */
export function nameDraws(
  target: NamedTarget,
  chains: readonly { readonly draws: readonly Float64Array[] }[],
): NamedChains {
  const named = chains.map(({ draws }) => draws.map((draw) => target.constrain(draw)));
  const quantities = Object.keys(target.constrain(new Float64Array(target.dimension)));
  return new Map(
    quantities.map((name) => [
      name,
      named.map((draws) => Float64Array.from(draws, (values) => values[name] ?? Number.NaN)),
    ]),
  );
}

/** Mean, median and the ends of the central 90 % interval, each with its error. */
export function estimate(chains: Chains): Record<Statistic, Estimate> {
  const sorted = sortDraws(chains);
  const quantile = (probability: number) => ({
    value: quantileOfSorted(sorted, probability),
    mcse: quantileMcse(chains, probability),
  });
  return {
    mean: { value: mean(poolChains(chains)), mcse: meanMcse(chains) },
    q5: quantile(0.05),
    q50: quantile(0.5),
    q95: quantile(0.95),
  };
}

/** Compares every statistic of one quantity. */
export function compare(
  quantity: string,
  ours: Record<Statistic, Estimate>,
  theirs: Record<Statistic, Estimate>,
): Comparison[] {
  return (["mean", "q5", "q50", "q95"] as const).map((statistic) => ({
    quantity,
    statistic,
    ours: ours[statistic].value,
    theirs: theirs[statistic].value,
    deviation:
      (ours[statistic].value - theirs[statistic].value) /
      Math.hypot(ours[statistic].mcse, theirs[statistic].mcse),
  }));
}

/** The comparisons beyond `most` standard errors, or with an undefined deviation. */
export function failures(comparisons: readonly Comparison[], most: number): Comparison[] {
  return comparisons.filter(({ deviation }) => !(Math.abs(deviation) <= most));
}
