import type { PackedDraws } from "../artifact/model.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { drawLogits } from "./draw-logits.ts";
import { allLeaves, type LikelyLeaves } from "./likely-leaves.ts";
import { unknownDraws } from "./unknown-words.ts";

/** The logits of one row at a time, whatever form the posterior is packed in. */
export type RowLogits = {
  /** Loads a row and writes its logits in every draw: `logits[s * V + v]`, leaves first. */
  load(row: SparseRow, logits: Float64Array): LikelyLeaves;
  /** The same, but of the leaves only the likely ones, which it returns. */
  loadLikely(row: SparseRow, logits: Float64Array): LikelyLeaves;
  /** Writes the logits of a leaf that `loadLikely` did not write, for the row loaded last. */
  addLeaf(leaf: number, logits: Float64Array): void;
  /**
   * Writes the mean of the softmax over the likely leaves for the row loaded last, without sampling
   * error. Leaves in `leftOut` get no probability. Null for a posterior of draws, whose mean is
   * that over draws.
   */
  readonly meanSoftmax: ((p: Float64Array, leftOut: readonly number[]) => void) | null;
  /**
   * Writes the probabilities of the leaves that are not likely, relative to all likely ones
   * together, for the row loaded last; and to `masses` what they have together in each draw. Such a
   * leaf hardly moves the normaliser, so that its own deviate is independent of it:
   *
   *     p_c = exp(variance_c / 2) times the mean over draws of
   *           exp(logit_c without its own deviate - logNormaliser)
   *
   * @returns the mean over draws of the sum of -p ln p over these leaves; null where all are likely
   */
  addUnlikely(p: Float64Array, logNormalisers: Float64Array, masses: Float64Array): number | null;
};

/** Builds the logits of rows under a posterior of explicit draws. */
export function drawRows(posterior: PackedDraws, tree: TreeIndex): RowLogits {
  const all = allLeaves(tree);
  const addUnknown = unknownDraws(posterior, tree);
  const load = (row: SparseRow, logits: Float64Array) => {
    drawLogits(posterior, row, posterior.columns, logits);
    addUnknown(row.unknownSquares, logits);
    return all;
  };
  const addLeaf = () => undefined;
  return { load, loadLikely: load, addLeaf, meanSoftmax: null, addUnlikely: () => null };
}
