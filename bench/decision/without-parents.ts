import type { PackedPosterior } from "../../shared/artifact/model.ts";
import { meansOffset, meanUnitOffset, momentBlockBytes } from "../../shared/artifact/moment-blocks.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";

/**
 * A posterior whose internal nodes have the coefficients 0, or what comes next to it in a block. A
 * new child then knows nothing of its parent, and known classes stay as they are. Null for a form
 * of packing other than moments of 8 bits.
 */
export function withoutParents(posterior: PackedPosterior, tree: TreeIndex): PackedPosterior | null {
  if (posterior.kind !== "moments" || posterior.meanBits !== 8) return null;
  // Not slice(): of a Buffer that would be the same bytes.
  const blocks = Uint8Array.from(posterior.blocks);
  const view = new DataView(blocks.buffer);
  const size = momentBlockBytes(posterior);
  for (let block = 0; block < blocks.length; block += size) {
    const [start, unit] = [view.getFloat32(block, true), view.getFloat32(block + meanUnitOffset, true)];
    const zero = unit > 0 ? Math.max(0, Math.min(255, Math.round(-start / unit))) : 0;
    blocks.fill(zero, block + meansOffset + tree.leaves.length, block + meansOffset + posterior.columns);
  }
  return { ...posterior, blocks };
}
