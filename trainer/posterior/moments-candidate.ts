import type { PackedMoments } from "../../shared/artifact/model.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { evenlySpacedIndices } from "./evenly-spaced.ts";
import { klDivergences, mean, packedPredictive } from "./packing-loss.ts";
import { quantiseMoments } from "./quantise-moments.ts";
import { fitShapeCodebook } from "./shape-codebook.ts";
import type { PosteriorMoments } from "./variance-components.ts";

/** Draws that are regenerated from moments: intervals and entropies are taken over so many. */
export const regeneratedDrawCount = 64;

/** With so many bits rounding costs next to nothing. */
const mostBits: MomentBits = { meanBits: 8, spreadBits: 8 };

/** Factors tried for the standard deviations. */
const factors = [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1];

/** A posterior of moments that can be written with any number of bits. */
export type MomentsCandidate = {
  readonly spreadFactor: number;
  packed(bits: MomentBits): PackedMoments;
};

/** Bits of a mean and of a standard deviation; with 0 for the latter, features share shapes. */
export type MomentBits = Pick<PackedMoments, "meanBits" | "spreadBits">;

/**
 * Prepares a posterior of moments. One factor for all standard deviations is fitted to the
 * predictive of all draws. It makes up for what independent normal words leave out, chiefly that
 * words of one training title are negatively correlated.
 *
 * @param byFrequency features, the most common first
 * @param rows titles that stand for unseen ones, with their predictive `full`, n x C
 * @param scales regeneratedDrawCount x groups
 */
export function momentsCandidate(
  moments: PosteriorMoments,
  tree: TreeIndex,
  byFrequency: readonly number[],
  scales: Float32Array,
  rows: readonly SparseRow[],
  full: Float64Array,
): MomentsCandidate {
  const columns = tree.nodeCount - 1;
  const deviates = columns + tree.internals.length;
  const codebook = fitShapeCodebook(moments.variances, deviates, byFrequency);
  const pack = ({ meanBits, spreadBits }: MomentBits, factor: number): PackedMoments => ({
    kind: "moments",
    draws: regeneratedDrawCount,
    features: moments.means.length / columns,
    columns,
    scales,
    unknownShare: 0,
    siblingSpread: 1,
    deviates,
    meanBits,
    spreadBits,
    shapes: spreadBits === 0 ? codebook.shapes : new Uint8Array(0),
    blocks: quantiseMoments(moments, { columns, deviates, meanBits, spreadBits }, codebook, factor),
  });
  const losses = factors.map((factor) =>
    rows.length === 0
      ? Math.abs(factor - 1)
      : mean(klDivergences(full, packedPredictive(pack(mostBits, factor), tree, rows), tree.leaves.length)),
  );
  const spreadFactor = factors[losses.indexOf(Math.min(...losses))] ?? 1;
  return { spreadFactor, packed: (bits) => pack(bits, spreadFactor) };
}

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
