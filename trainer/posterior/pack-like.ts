import type { PackedPosterior } from "../../shared/artifact/model.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { explicitDraws } from "./choose-posterior.ts";
import { type FeatureOrder, packMoments, pickScales } from "./moments-candidate.ts";
import type { SpreadFactors } from "./spread-factors.ts";
import { summariseDraws } from "./summarise-draws.ts";

/** A packed posterior, whose form another one is given. */
export type PackedExample = {
  readonly posterior: PackedPosterior;
  readonly spreadFactors: SpreadFactors;
  /** Most bytes that explicit draws may have. */
  readonly maxBytes: number;
};

/**
 * Packs the posterior of other titles in the form of `example`. That is moments with as many bits
 * and the same factors for standard deviations, or explicit draws. Nothing is chosen and no
 * predictive evaluated, so it takes two passes over the draws and little more.
 */
export function packLike(
  draws: PosteriorDraws,
  tree: TreeIndex,
  order: FeatureOrder,
  { posterior, spreadFactors, maxBytes }: PackedExample,
): PackedPosterior {
  if (posterior.kind === "draws") {
    const explicit = explicitDraws(draws, maxBytes);
    if (explicit !== undefined) return explicit;
  }
  const { groups, count } = draws;
  const bits = posterior.kind === "moments" ? posterior : { meanBits: 8, spreadBits: 8 };
  const { scales, ...moments } = summariseDraws(draws, tree, []);
  return packMoments(moments, tree, order, pickScales(scales, count, groups), bits, spreadFactors);
}
