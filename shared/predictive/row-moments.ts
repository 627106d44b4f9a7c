import type { PackedMoments } from "../artifact/model.ts";
import {
  meansOffset,
  meanUnitOffset,
  momentBlockBytes,
  shapeOffset,
  spreadsOffset,
  spreadUnitOffset,
} from "../artifact/moment-blocks.ts";
import type { SparseRow } from "../text/vocabulary.ts";

/**
 * Builds a function that sums one row's moments over its features: `means[v]` of every column's
 * logit, V numbers, and `variances[k]` of every normal deviate, K numbers. Features are
 * independent, so their variances add. Reads the blocks of the row's features only.
 */
export function rowMoments(
  posterior: PackedMoments,
): (row: Pick<SparseRow, "features" | "values">, means: Float64Array, variances: Float64Array) => void {
  const { columns, deviates, blocks, shapes, meanBits, spreadBits } = posterior;
  const size = momentBlockBytes(posterior);
  const spreads = spreadsOffset(columns, meanBits);
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);

  return ({ features, values }, means, variances) => {
    means.fill(0);
    variances.fill(0);
    for (let k = 0; k < features.length; k++) {
      const block = (features[k] ?? 0) * size;
      const value = values[k] ?? 0;
      const start = value * view.getFloat32(block, true);
      const unit = value * view.getFloat32(block + meanUnitOffset, true);
      addMeans(blocks, block + meansOffset, meanBits, start, unit, means, columns);
      const spread = value * view.getFloat32(block + spreadUnitOffset, true);
      if (spreadBits > 0) addSquares(blocks, block + spreads, spreadBits, spread, variances, deviates);
      else addSquares(shapes, (blocks[block + shapeOffset] ?? 0) * deviates, 8, spread, variances, deviates);
    }
  };
}

function addMeans(
  bytes: Uint8Array,
  from: number,
  bits: number,
  start: number,
  unit: number,
  means: Float64Array,
  count: number,
): void {
  if (bits === 8) {
    for (let v = 0; v < count; v++) means[v] = (means[v] ?? 0) + start + unit * (bytes[from + v] ?? 0);
    return;
  }
  const mask = (1 << bits) - 1;
  for (let v = 0, bit = 0; v < count; v++, bit += bits) {
    const at = from + (bit >> 3);
    const pair = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    means[v] = (means[v] ?? 0) + start + unit * ((pair >> (bit & 7)) & mask);
  }
}

function addSquares(
  bytes: Uint8Array,
  from: number,
  bits: number,
  unit: number,
  variances: Float64Array,
  count: number,
): void {
  const square = unit * unit;
  if (bits === 8) {
    for (let k = 0; k < count; k++) {
      const q = bytes[from + k] ?? 0;
      variances[k] = (variances[k] ?? 0) + square * q * q;
    }
    return;
  }
  const mask = (1 << bits) - 1;
  for (let k = 0, bit = 0; k < count; k++, bit += bits) {
    const at = from + (bit >> 3);
    const pair = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const q = (pair >> (bit & 7)) & mask;
    variances[k] = (variances[k] ?? 0) + square * q * q;
  }
}
