import { type Chains, drawsPerChain, poolChains } from "./chains.ts";
import { eBfmi } from "./e-bfmi.ts";
import { bulkEss, tailEss } from "./effective-sample-size.ts";
import { meanMcse } from "./mcse.ts";
import { mean, variance } from "./moments.ts";
import { quantileOfSorted, sortDraws } from "./quantile.ts";
import { rHat } from "./r-hat.ts";

/** Kind of a quantity: a scale of the prior, the log density, or the logit of a training title. */
export type QuantityKind = "scale" | "log-density" | "logit";

/** A quantity and its draws after warm-up. */
export type Quantity = { readonly name: string; readonly kind: QuantityKind; readonly chains: Chains };

/** Statistics of a quantity, in its unit, but for R-hat (a ratio) and ESS (draws). */
export type QuantitySummary = {
  readonly name: string;
  readonly kind: QuantityKind;
  readonly mean: number;
  readonly sd: number;
  readonly q5: number;
  readonly q50: number;
  readonly q95: number;
  readonly rHat: number;
  readonly bulkEss: number;
  readonly tailEss: number;
  readonly mcseMean: number;
};

/** The sampler statistics of one chain after warm-up. */
export type ChainRecord = {
  readonly divergences: number;
  /** Trajectories, where they are more than one a draw: of a factorised model one for each node. */
  readonly trajectories?: number;
  /** Draws whose trajectory ended at the greatest tree depth. */
  readonly maxDepthHits: number;
  readonly stepSize: number;
  /** Mean acceptance statistic over the trajectories, in [0, 1]. */
  readonly meanAcceptance: number;
  /** The Hamiltonian at every draw, in nats. */
  readonly energies: Float64Array;
};

/** A chain's record with its number of draws and its E-BFMI in place of the energies. */
export type ChainSummary = Omit<ChainRecord, "energies"> & { readonly draws: number; readonly eBfmi: number };

/** @throws RangeError if the chains differ in length. */
export function summariseQuantity({ name, kind, chains }: Quantity): QuantitySummary {
  drawsPerChain(chains);
  const all = poolChains(chains);
  const sorted = sortDraws(chains);
  return {
    name,
    kind,
    mean: mean(all),
    sd: Math.sqrt(variance(all)),
    q5: quantileOfSorted(sorted, 0.05),
    q50: quantileOfSorted(sorted, 0.5),
    q95: quantileOfSorted(sorted, 0.95),
    rHat: rHat(chains),
    bulkEss: bulkEss(chains),
    tailEss: tailEss(chains),
    mcseMean: meanMcse(chains),
  };
}

/** Replaces the energies of a chain's record by their number and E-BFMI. */
export function summariseChain({ energies, ...record }: ChainRecord): ChainSummary {
  return { ...record, draws: energies.length, eBfmi: eBfmi(energies) };
}
