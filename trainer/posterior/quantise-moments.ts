import {
  type MomentLayout,
  meansOffset,
  meanUnitOffset,
  momentBlockBytes,
  shapeOffset,
  spreadsOffset,
  spreadUnitOffset,
  writeBits,
} from "../../shared/artifact/moment-blocks.ts";
import type { ShapeCodebook } from "./shape-codebook.ts";
import type { PosteriorMoments } from "./variance-components.ts";

/**
 * Blocks of moments (layout in `shared/artifact/moment-blocks.ts`), uniformly quantised. A
 * feature's means have equal steps from its least to its largest. Its standard deviations have
 * equal steps from 0 to its largest, or a shape that it shares.
 *
 * @param codebook used where `layout.spreadBits` is 0
 * @param factorOf what the standard deviations of a feature are multiplied by
 */
export function quantiseMoments(
  { means, variances }: PosteriorMoments,
  layout: MomentLayout,
  codebook: ShapeCodebook,
  factorOf: (feature: number) => number,
): Uint8Array {
  const { columns, deviates, meanBits, spreadBits } = layout;
  const features = means.length / columns;
  const size = momentBlockBytes(layout);
  const blocks = new Uint8Array(features * size);
  const view = new DataView(blocks.buffer);
  for (let j = 0; j < features; j++) {
    const block = j * size;
    writeMeans(blocks, view, block, means.subarray(j * columns, (j + 1) * columns), meanBits);
    if (spreadBits === 0) {
      view.setFloat32(block + spreadUnitOffset, (codebook.units[j] ?? 0) * factorOf(j), true);
      view.setUint8(block + shapeOffset, codebook.shapeOf[j] ?? 0);
      continue;
    }
    const row = variances.subarray(j * deviates, (j + 1) * deviates);
    const steps = 2 ** spreadBits - 1;
    const unit = Math.sqrt(row.reduce((top, variance) => Math.max(top, variance), 0)) / steps;
    view.setFloat32(block + spreadUnitOffset, unit * factorOf(j), true);
    const start = block + spreadsOffset(columns, meanBits);
    row.forEach((variance, k) => {
      writeBits(blocks, start, k, spreadBits, unit > 0 ? Math.round(Math.sqrt(variance) / unit) : 0);
    });
  }
  return blocks;
}

function writeMeans(
  blocks: Uint8Array,
  view: DataView,
  block: number,
  row: Float64Array,
  bits: number,
): void {
  const steps = 2 ** bits - 1;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const mean of row) [low, high] = [Math.min(low, mean), Math.max(high, mean)];
  const start = Math.fround(low);
  const unit = Math.fround((high - start) / steps);
  view.setFloat32(block, start, true);
  view.setFloat32(block + meanUnitOffset, unit, true);
  row.forEach((mean, v) => {
    const q = unit > 0 ? Math.max(0, Math.min(steps, Math.round((mean - start) / unit))) : 0;
    writeBits(blocks, block + meansOffset, v, bits, q);
  });
}
