import type { SparseRow } from "../../../shared/text/vocabulary.ts";

/**
 * Builds the function that picks the part of a row that a node has features for.
 *
 * @param features numbers of the node's features, ascending
 */
export function pickFeatures(features: Int32Array): (row: SparseRow) => SparseRow {
  const local = new Map(Array.from(features, (feature, k) => [feature, k]));
  return (row) => {
    const kept = Array.from(row.features.keys()).filter((k) => local.has(row.features[k] ?? -1));
    return {
      ...row,
      features: Int32Array.from(kept, (k) => local.get(row.features[k] ?? -1) ?? 0),
      values: Float32Array.from(kept, (k) => row.values[k] ?? 0),
      unknownSquares: 0,
    };
  };
}
