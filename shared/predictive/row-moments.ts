import type { PackedMoments } from "../artifact/model.ts";
import {
  meansOffset,
  meanUnitOffset,
  momentBlockBytes,
  shapeOffset,
  spreadsOffset,
  spreadUnitOffset,
} from "../artifact/moment-blocks.ts";
import { viewOf } from "../text/string-table.ts";
import type { SparseRow } from "../text/vocabulary.ts";

type Row = Pick<SparseRow, "features" | "values">;

/**
 * Sums of one row's moments over its features. Features are independent, so their variances add.
 * Only the blocks of the row's features are read.
 */
export type RowMoments = {
  /** Writes the mean of every column's logit, V numbers. */
  sumMeans(row: Row, means: Float64Array): void;
  /** Writes the variance of every normal deviate, K numbers. */
  sumVariances(row: Row, variances: Float64Array): void;
};

/** Builds the sums of a posterior's moments. */
export function rowMoments(posterior: PackedMoments): RowMoments {
  const { columns, deviates, blocks, shapes, meanBits, spreadBits } = posterior;
  const size = momentBlockBytes(posterior);
  const spreads = spreadsOffset(columns, meanBits);
  const view = viewOf(blocks);
  /** Spreads of 8 bits, in a block or shared. */
  const spreadBytes = spreadBits === 0 ? shapes : blocks;

  return {
    sumMeans({ features, values }, means) {
      let sum = 0;
      for (let k = 0; k < features.length; k++)
        sum += (values[k] ?? 0) * view.getFloat32((features[k] ?? 0) * size, true);
      means.fill(sum);
      const unitOf = (k: number) =>
        (values[k] ?? 0) * view.getFloat32((features[k] ?? 0) * size + meanUnitOffset, true);
      const startOf = (k: number) => (features[k] ?? 0) * size + meansOffset;
      let done = 0;
      if (meanBits === 8) {
        // Four at a time, so that a mean is read and written a quarter as often.
        for (; done + 4 <= features.length; done += 4) {
          const [a, b, c, d] = [startOf(done), startOf(done + 1), startOf(done + 2), startOf(done + 3)];
          const [ofA, ofB, ofC, ofD] = [unitOf(done), unitOf(done + 1), unitOf(done + 2), unitOf(done + 3)];
          for (let v = 0; v < columns; v++) {
            means[v] =
              (means[v] ?? 0) +
              (ofA * (blocks[a + v] ?? 0) + ofB * (blocks[b + v] ?? 0)) +
              (ofC * (blocks[c + v] ?? 0) + ofD * (blocks[d + v] ?? 0));
          }
        }
      }
      for (let k = done; k < features.length; k++)
        addMeans(blocks, startOf(k), meanBits, unitOf(k), means, columns);
    },

    sumVariances({ features, values }, variances) {
      variances.fill(0);
      const unitOf = (k: number) =>
        (values[k] ?? 0) * view.getFloat32((features[k] ?? 0) * size + spreadUnitOffset, true);
      const startOf = (k: number) => {
        const block = (features[k] ?? 0) * size;
        return spreadBits === 0 ? (blocks[block + shapeOffset] ?? 0) * deviates : block + spreads;
      };
      let done = 0;
      if (spreadBits === 0 || spreadBits === 8) {
        for (; done + 4 <= features.length; done += 4) {
          const [a, b, c, d] = [startOf(done), startOf(done + 1), startOf(done + 2), startOf(done + 3)];
          const [ofA, ofB, ofC, ofD] = [unitOf(done), unitOf(done + 1), unitOf(done + 2), unitOf(done + 3)];
          for (let k = 0; k < deviates; k++) {
            const p = ofA * (spreadBytes[a + k] ?? 0);
            const q = ofB * (spreadBytes[b + k] ?? 0);
            const r = ofC * (spreadBytes[c + k] ?? 0);
            const s = ofD * (spreadBytes[d + k] ?? 0);
            variances[k] = (variances[k] ?? 0) + (p * p + q * q) + (r * r + s * s);
          }
        }
      }
      const bits = spreadBits === 0 ? 8 : spreadBits;
      for (let k = done; k < features.length; k++)
        addSquares(spreadBytes, startOf(k), bits, unitOf(k), variances, deviates);
    },
  };
}

function addMeans(
  bytes: Uint8Array,
  from: number,
  bits: number,
  unit: number,
  means: Float64Array,
  count: number,
): void {
  const mask = (1 << bits) - 1;
  for (let v = 0, bit = 0; v < count; v++, bit += bits) {
    const at = from + (bit >> 3);
    const pair = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    means[v] = (means[v] ?? 0) + unit * ((pair >> (bit & 7)) & mask);
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
  const mask = (1 << bits) - 1;
  for (let k = 0, bit = 0; k < count; k++, bit += bits) {
    const at = from + (bit >> 3);
    const pair = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    variances[k] = (variances[k] ?? 0) + (unit * ((pair >> (bit & 7)) & mask)) ** 2;
  }
}
