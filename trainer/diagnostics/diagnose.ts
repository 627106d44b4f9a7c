import type { TrainingDiagnostics } from "../../shared/artifact/model.ts";
import {
  type ChainRecord,
  type ChainSummary,
  type Quantity,
  type QuantitySummary,
  summariseChain,
  summariseQuantity,
} from "./summary.ts";
import { assessRun } from "./verdict.ts";

/** The draws and sampler statistics of a run. */
export type SampledRun = {
  readonly quantities: readonly Quantity[];
  readonly chains: readonly ChainRecord[];
  /** Whose draws are approximate; null or absent where none are. */
  readonly approximate?: Approximate | null;
};

/** Draws that are approximate: all of a flat model, or those of so many nodes. */
export type Approximate = "model" | { readonly nodes: number };

/** The tables of a run, and their summary for the model file. */
export type Diagnosis = {
  readonly quantities: readonly QuantitySummary[];
  readonly chains: readonly ChainSummary[];
  readonly training: TrainingDiagnostics;
};

/**
 * Diagnoses a run: every statistic of every quantity and chain, and a verdict in words. A
 * statistic that is undefined (too few draws, a quantity that never changed) is NaN. So is the
 * extreme over it.
 *
 * @throws RangeError if a quantity's chains differ in number or length from the run's.
 */
export function diagnose(run: SampledRun): Diagnosis {
  const draws = run.chains.map((chain) => chain.energies.length);
  for (const { name, chains } of run.quantities) {
    const lengths = chains.map((chain) => chain.length);
    if (String(lengths) !== String(draws)) {
      throw new RangeError(`${name} has chains of [${lengths}] draws, the run has chains of [${draws}].`);
    }
  }
  const quantities = run.quantities.map(summariseQuantity);
  const chains = run.chains.map(summariseChain);
  return {
    quantities,
    chains,
    training: { ...assessRun(quantities, chains), ...extremes(quantities, chains) },
  };
}

function extremes(
  quantities: readonly QuantitySummary[],
  chains: readonly ChainSummary[],
): Omit<TrainingDiagnostics, "verdict" | "reasons"> {
  const scales = quantities.filter(({ kind }) => kind === "scale");
  return {
    divergences: chains.reduce((sum, chain) => sum + chain.divergences, 0),
    maxDepthHits: chains.reduce((sum, chain) => sum + chain.maxDepthHits, 0),
    maxRHatScales: maximum(scales.map(({ rHat }) => rHat)),
    minBulkEssScales: -maximum(scales.map(({ bulkEss }) => -bulkEss)),
    maxRHat: maximum(quantities.map(({ rHat }) => rHat)),
    minBulkEss: -maximum(quantities.map(({ bulkEss }) => -bulkEss)),
  };
}

/** NaN without values, or if one of them is NaN. */
function maximum(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.max(...values);
}
