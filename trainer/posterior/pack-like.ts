import type { PackedPosterior } from "../../shared/artifact/model.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import { explicitDraws } from "./choose-posterior.ts";
import { type FeatureOrder, pickScales, regeneratedDrawCount } from "./moments-candidate.ts";
import { quantiseMoments } from "./quantise-moments.ts";
import { fitShapeCodebook, noCodebook } from "./shape-codebook.ts";
import { factorOfFeature, type SpreadFactors } from "./spread-factors.ts";
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
  { byFrequency, dimensions }: FeatureOrder,
  { posterior, spreadFactors, maxBytes }: PackedExample,
): PackedPosterior {
  if (posterior.kind === "draws") {
    const explicit = explicitDraws(draws, maxBytes);
    if (explicit !== undefined) return explicit;
  }
  const { features, columns, groups, count } = draws;
  const { meanBits, spreadBits } = posterior.kind === "moments" ? posterior : { meanBits: 8, spreadBits: 8 };
  const { scales, ...moments } = summariseDraws(draws, tree, []);
  const deviates = columns + tree.internals.length;
  const codebook = spreadBits === 0 ? fitShapeCodebook(moments.variances, deviates, byFrequency) : noCodebook;
  return {
    kind: "moments",
    draws: regeneratedDrawCount,
    features,
    columns,
    scales: pickScales(scales, count, groups),
    unknownShare: 0,
    siblingSpread: 1,
    deviates,
    meanBits,
    spreadBits,
    shapes: codebook.shapes,
    blocks: quantiseMoments(
      moments,
      { columns, deviates, meanBits, spreadBits },
      codebook,
      factorOfFeature(spreadFactors, features, dimensions),
    ),
  };
}
