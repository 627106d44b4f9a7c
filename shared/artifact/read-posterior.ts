import { viewOf } from "../text/string-table.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { blockBytes } from "./blocks.ts";
import { boundedField, bytesField, choiceField, corrupt, countField, type Untrusted } from "./checks.ts";
import type { PackedPosterior } from "./model.ts";
import { momentBlockBytes, shapeOffset, spreadUnitOffset } from "./moment-blocks.ts";

/** Most draws of a posterior. Draws regenerated from moments take memory that the file does not. */
export const mostDraws = { draws: 100_000, moments: 256 } as const;

/**
 * Reads the posterior and checks everything that could make a reader fail later, but for the blocks
 * themselves: see `checkBlocks`.
 *
 * @throws HedgeError `model-corrupt`
 */
export function readPosterior(
  fields: Untrusted,
  blocks: Uint8Array,
  tree: TreeIndex,
  features: number,
): PackedPosterior {
  const kind = choiceField(fields, "kind", ["moments", "draws"]);
  const draws = countField(fields, "draws", 1, mostDraws[kind]);
  const scales = readScales(bytesField(fields, "scales"), draws * tree.groups.length);
  const columns = tree.nodeCount - 1;
  const unknownShare = fields.unknownShare === undefined ? 0 : boundedField(fields, "unknownShare", 0, 1);
  const siblingSpread =
    fields.siblingSpread === undefined ? 1 : boundedField(fields, "siblingSpread", 0, 1e6);
  const shared = { draws, features, columns, scales, unknownShare, siblingSpread, blocks };
  if (kind === "draws") {
    checkLength(blocks, features * blockBytes(draws, columns));
    return { kind, ...shared };
  }
  const meanBits = countField(fields, "meanBits", 2, 8);
  const spreadBits = countField(fields, "spreadBits", 0, 8);
  const shapes = bytesField(fields, "shapes");
  const deviates = columns + tree.internals.length;
  const rows = shapes.length / deviates;
  if (spreadBits === 1 || !Number.isInteger(rows) || rows > 256 || rows > 0 !== (spreadBits === 0)) {
    throw corrupt("shapes have the wrong length");
  }
  const size = momentBlockBytes({ columns, deviates, meanBits, spreadBits });
  checkLength(blocks, features * size);
  return { kind, ...shared, deviates, meanBits, spreadBits, shapes };
}

function readScales(bytes: Uint8Array, count: number): Float32Array {
  if (bytes.length !== 4 * count) throw corrupt("scales have the wrong length");
  const view = viewOf(bytes);
  const scales = Float32Array.from({ length: count }, (_, k) => view.getFloat32(4 * k, true));
  if (!scales.every((scale) => Number.isFinite(scale) && scale >= 0)) {
    throw corrupt("a scale is not a positive number");
  }
  return scales;
}

function checkLength(blocks: Uint8Array, length: number): void {
  if (blocks.length !== length) throw corrupt("blocks have the wrong length");
}

/**
 * Checks each block's units: finite, sensible units make every coefficient, logit and variance
 * finite. Reads a dozen bytes of each block.
 *
 * @throws HedgeError `model-corrupt`
 */
export function checkBlocks(posterior: PackedPosterior): void {
  const { kind, blocks, draws, columns } = posterior;
  const size = kind === "draws" ? blockBytes(draws, columns) : momentBlockBytes(posterior);
  const third = kind === "draws" ? 0 : spreadUnitOffset;
  const rows = kind === "draws" ? 256 : Math.max(1, posterior.shapes.length / posterior.deviates);
  const view = viewOf(blocks);
  for (let start = 0; start < blocks.length; start += size) {
    const units =
      Math.abs(view.getFloat32(start, true)) +
      Math.abs(view.getFloat32(start + 4, true)) +
      Math.abs(view.getFloat32(start + third, true));
    if (!(units < 1e12)) throw corrupt("a block's unit is not a finite number");
    if ((blocks[start + shapeOffset] ?? 0) >= rows) throw corrupt("a block's shape is not there");
  }
}
