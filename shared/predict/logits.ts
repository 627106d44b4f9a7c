import { blockBytes, drawBytes, drawsOffset } from "../artifact/blocks.ts";
import type { PackedPosterior } from "../artifact/model.ts";
import type { SparseRow } from "../text/vocabulary.ts";

/**
 * Logits of one row in every draw: `logits[s * leaves + c]` = sum over features of value * coefficient. Leaves are
 * the first columns of a block. Touches the blocks of the row's features only.
 */
export function logitsPerDraw(
  posterior: PackedPosterior,
  row: SparseRow,
  leaves: number,
  logits: Float64Array,
): void {
  const { draws, columns, blocks } = posterior;
  const size = blockBytes(draws, columns);
  const stride = drawBytes(columns);
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  logits.fill(0, 0, draws * leaves);
  for (let k = 0; k < row.features.length; k++) {
    const start = (row.features[k] ?? 0) * size;
    const value = row.values[k] ?? 0;
    const meanUnit = value * view.getFloat32(start, true);
    const spreadUnit = value * view.getFloat32(start + 4, true);
    const means = start + 8;
    const spreads = means + columns;
    const quantised = start + drawsOffset(columns);
    for (let c = 0; c < leaves; c++) {
      const step = spreadUnit * (blocks[spreads + c] ?? 0);
      const base = meanUnit * (((blocks[means + c] ?? 0) << 24) >> 24) - 8 * step;
      const shift = (c & 1) * 4;
      let from = quantised + (c >> 1);
      for (let at = c; at < draws * leaves; at += leaves) {
        logits[at] = (logits[at] ?? 0) + base + step * (((blocks[from] ?? 0) >> shift) & 15);
        from += stride;
      }
    }
  }
}
