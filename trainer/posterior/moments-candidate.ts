import type { PackedMoments } from "../../shared/artifact/model.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { evenlySpacedIndices } from "./evenly-spaced.ts";
import { klDivergences, mean, packedPredictive } from "./packing-loss.ts";
import { quantiseMoments } from "./quantise-moments.ts";
import { fitShapeCodebook, noCodebook, type ShapeCodebook } from "./shape-codebook.ts";
import { chooseSpreadFactors, factorOfFeature, type SpreadFactors } from "./spread-factors.ts";
import type { PosteriorMoments } from "./variance-components.ts";

/** Draws that are regenerated from moments: intervals and entropies are taken over so many. */
export const regeneratedDrawCount = 64;

/** With so many bits rounding costs next to nothing. */
const mostBits: MomentBits = { meanBits: 8, spreadBits: 8 };

/** A posterior of moments that can be written with any number of bits. */
export type MomentsCandidate = {
  readonly spreadFactors: SpreadFactors;
  packed(bits: MomentBits): PackedMoments;
};

/**
 * The features, the most common first. Those with the highest numbers are dimensions of word
 * vectors.
 */
export type FeatureOrder = { readonly byFrequency: readonly number[]; readonly dimensions: number };

/** Bits of a mean and of a standard deviation; with 0 for the latter, features share shapes. */
export type MomentBits = Pick<PackedMoments, "meanBits" | "spreadBits">;

/**
 * Prepares a posterior of moments. The factors of its standard deviations are fitted to the
 * predictive of all draws.
 *
 * @param rows titles that stand for unseen ones, with their predictive `full`, n x C
 * @param scales regeneratedDrawCount x groups
 */
export function momentsCandidate(
  moments: PosteriorMoments,
  tree: TreeIndex,
  order: FeatureOrder,
  scales: Float32Array,
  rows: readonly SparseRow[],
  full: Float64Array,
): MomentsCandidate {
  const codebook = fitShapeCodebook(moments.variances, deviatesOf(tree), order.byFrequency);
  const pack = (bits: MomentBits, factors: SpreadFactors) =>
    packMoments(moments, tree, order, scales, bits, factors, codebook);
  const lossOf = (factors: SpreadFactors) =>
    mean(klDivergences(full, packedPredictive(pack(mostBits, factors), tree, rows), tree.leaves.length));
  const spreadFactors = rows.length === 0 ? noFactors : chooseSpreadFactors(order.dimensions, lossOf);
  return { spreadFactors, packed: (bits) => pack(bits, spreadFactors) };
}

/**
 * Writes moments with so many bits.
 *
 * @param scales regeneratedDrawCount x groups
 * @param known the shapes that features share without spread bits, where they are known
 */
export function packMoments(
  moments: PosteriorMoments,
  tree: TreeIndex,
  { byFrequency, dimensions }: FeatureOrder,
  scales: Float32Array,
  { meanBits, spreadBits }: MomentBits,
  factors: SpreadFactors,
  known?: ShapeCodebook,
): PackedMoments {
  const columns = tree.nodeCount - 1;
  const features = moments.means.length / columns;
  const deviates = deviatesOf(tree);
  const codebook =
    spreadBits === 0 ? (known ?? fitShapeCodebook(moments.variances, deviates, byFrequency)) : noCodebook;
  return {
    kind: "moments",
    draws: regeneratedDrawCount,
    features,
    columns,
    scales,
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
      factorOfFeature(factors, features, dimensions),
    ),
  };
}

/** Numbers of standard deviations of a feature: those of all nodes, and what siblings share. */
function deviatesOf({ nodeCount, internals }: TreeIndex): number {
  return nodeCount - 1 + internals.length;
}

/** Without titles to fit them to. */
const noFactors: SpreadFactors = { terms: 1, vectors: 1 };

/**
 * Scales for the draws that are regenerated from moments, evenly spaced over those of all draws.
 *
 * @param scales of all draws, count x groups
 * @returns regeneratedDrawCount x groups
 */
export function pickScales(scales: Float32Array, count: number, groups: number): Float32Array {
  const chosen = evenlySpacedIndices(count, regeneratedDrawCount, true);
  return Float32Array.from(
    { length: chosen.length * groups },
    (_, k) => scales[(chosen[Math.floor(k / groups)] ?? 0) * groups + (k % groups)] ?? 0,
  );
}
