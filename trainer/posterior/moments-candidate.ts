import type { PackedMoments } from "../../shared/artifact/model.ts";
import type { SparseRow } from "../../shared/text/vocabulary.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import { divergences, mean, packedPredictive } from "./packing-loss.ts";
import type { PosteriorMoments } from "./posterior-moments.ts";
import { quantiseMoments } from "./quantise-moments.ts";
import { findShapes, type Shapes } from "./shapes.ts";

/** Draws that are made again from moments: intervals and entropies are taken over so many. */
export const regeneratedDrawCount = 64;

/** Where rounding costs next to nothing. */
const finest: MomentBits = { meanBits: 8, spreadBits: 8 };

/** Factors tried for all spreads. */
const factors = [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1];

/** A posterior of moments that can be written with any number of bits. */
export type MomentsCandidate = {
  readonly spreadFactor: number;
  packed(bits: MomentBits): PackedMoments;
};

/** Bits of a mean and of a spread; no bits for spreads means shared shapes. */
export type MomentBits = Pick<PackedMoments, "meanBits" | "spreadBits">;

/**
 * Prepares a posterior of moments. One factor for all spreads is fitted to the predictive of all draws: it answers for what independent
 * normal words leave out, chiefly that words of one training title are negatively correlated.
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
  const shocks = columns + tree.internals.length;
  const shapes: Shapes = findShapes(moments.variances, shocks, byFrequency);
  const pack = ({ meanBits, spreadBits }: MomentBits, factor: number): PackedMoments => ({
    kind: "moments",
    draws: regeneratedDrawCount,
    features: moments.means.length / columns,
    columns,
    scales,
    unknownShare: 0,
    siblingSpread: 1,
    shocks,
    meanBits,
    spreadBits,
    shapes: spreadBits === 0 ? shapes.shapes : new Uint8Array(0),
    blocks: quantiseMoments(moments, { columns, shocks, meanBits, spreadBits }, shapes, factor),
  });
  const losses = factors.map((factor) =>
    rows.length === 0
      ? Math.abs(factor - 1)
      : mean(divergences(full, packedPredictive(pack(finest, factor), tree, rows), tree.leaves.length)),
  );
  const spreadFactor = factors[losses.indexOf(Math.min(...losses))] ?? 1;
  return { spreadFactor, packed: (bits) => pack(bits, spreadFactor) };
}
