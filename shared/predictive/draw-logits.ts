import { blockBytes, drawBytes, drawsOffset } from "../artifact/blocks.ts";
import type { PackedDraws } from "../artifact/model.ts";
import { viewOf } from "../text/string-table.ts";
import type { SparseRow } from "../text/vocabulary.ts";

/**
 * Logits of one row in every packed draw: `logits[s * width + v]` is the sum over features of
 * value * coefficient, for the first `width` columns. Leaves are the first columns of a block.
 * Reads the blocks of the row's features only.
 */
export function drawLogits(
  posterior: PackedDraws,
  row: Pick<SparseRow, "features" | "values">,
  width: number,
  logits: Float64Array,
): void {
  const { draws, columns, blocks } = posterior;
  const size = blockBytes(draws, columns);
  const stride = drawBytes(columns);
  const view = viewOf(blocks);
  logits.fill(0, 0, draws * width);
  for (let k = 0; k < row.features.length; k++) {
    const start = (row.features[k] ?? 0) * size;
    const value = row.values[k] ?? 0;
    const meanUnit = value * view.getFloat32(start, true);
    const spreadUnit = value * view.getFloat32(start + 4, true);
    const means = start + 8;
    const spreads = means + columns;
    const quantised = start + drawsOffset(columns);
    for (let v = 0; v < width; v++) {
      const step = spreadUnit * (blocks[spreads + v] ?? 0);
      const base = meanUnit * (((blocks[means + v] ?? 0) << 24) >> 24) - 8 * step;
      const shift = (v & 1) * 4;
      let from = quantised + (v >> 1);
      for (let at = v; at < draws * width; at += width) {
        logits[at] = (logits[at] ?? 0) + base + step * (((blocks[from] ?? 0) >> shift) & 15);
        from += stride;
      }
    }
  }
}
