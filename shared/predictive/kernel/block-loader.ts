import type { PackedMoments } from "../../artifact/model.ts";
import {
  meansOffset,
  momentBlockBytes,
  readBits,
  shapeOffset,
  spreadsOffset,
} from "../../artifact/moment-blocks.ts";
import { viewOf } from "../../text/string-table.ts";

/** Bits of a mean and of a spread in the blocks that the kernel reads. */
const wholeBytes = { meanBits: 8, spreadBits: 8 };

/** The layout of a posterior's blocks once their numbers have 8 bits, as the kernel reads them. */
export function kernelBlocks({ columns, deviates }: PackedMoments) {
  return {
    blockBytes: momentBlockBytes({ columns, deviates, ...wholeBytes }),
    meansAt: meansOffset,
    spreadsAt: spreadsOffset(columns, wholeBytes.meanBits),
  };
}

/**
 * Builds the function that copies the block of a feature to an address of the kernel's memory, a
 * multiple of 4, and unpacks its numbers to 8 bits.
 */
export function blockLoader(posterior: PackedMoments): (feature: number, into: DataView, at: number) => void {
  const { columns, deviates, blocks, shapes, meanBits, spreadBits } = posterior;
  const view = viewOf(blocks);
  const size = momentBlockBytes(posterior);
  if (meanBits === 8 && spreadBits === 8) {
    return (feature, into, at) => {
      const from = feature * size;
      for (let k = 0; k < size; k += 4) into.setUint32(at + k, view.getUint32(from + k, true), true);
    };
  }
  const { meansAt, spreadsAt } = kernelBlocks(posterior);
  const spreads = spreadsOffset(columns, meanBits);
  return (feature, into, at) => {
    const from = feature * size;
    for (let k = 0; k < shapeOffset; k += 4) into.setUint32(at + k, view.getUint32(from + k, true), true);
    for (let v = 0; v < columns; v++)
      into.setUint8(at + meansAt + v, readBits(blocks, from + meansOffset, v, meanBits));
    const shape = (blocks[from + shapeOffset] ?? 0) * deviates;
    for (let k = 0; k < deviates; k++) {
      const q = spreadBits === 0 ? (shapes[shape + k] ?? 0) : readBits(blocks, from + spreads, k, spreadBits);
      into.setUint8(at + spreadsAt + k, q);
    }
  };
}
