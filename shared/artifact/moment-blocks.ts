/**
 * Size in bytes of the block of one feature in a posterior of moments. It has V columns and K
 * normal deviates, where K is V plus the number of internal nodes.
 *
 *     offset   bytes           content
 *     0        4               meanStart, float32 little-endian
 *     4        4               meanUnit, float32 little-endian
 *     8        4               spreadUnit, float32 little-endian
 *     12       1               shape: a row of the posterior's shapes; 0 if there are none
 *     13       ceil(V b / 8)   q of each column, b bits each, lowest bits first;
 *                              the mean is meanStart + meanUnit q
 *     then     ceil(K e / 8)   without shapes: q of each deviate, e bits each
 *
 * padded with zeros to a multiple of 4. The spread of deviate k is spreadUnit times its q or, with
 * shapes (e is 0), times byte k of the shape.
 */
export function momentBlockBytes({ columns, deviates, meanBits, spreadBits }: MomentLayout): number {
  return Math.ceil((spreadsOffset(columns, meanBits) + Math.ceil((deviates * spreadBits) / 8)) / 4) * 4;
}

/**
 * What the size of a block depends on. `meanBits` is 2 to 8; `spreadBits` is 2 to 8 or, where
 * features share shapes, 0.
 */
export type MomentLayout = {
  readonly columns: number;
  readonly deviates: number;
  readonly meanBits: number;
  readonly spreadBits: number;
};

/** Offset of the spreads in a block. */
export function spreadsOffset(columns: number, meanBits: number): number {
  return meansOffset + Math.ceil((columns * meanBits) / 8);
}

/** Offset of `meanUnit` in a block, see `momentBlockBytes`. */
export const meanUnitOffset = 4;
/** Offset of `spreadUnit`. */
export const spreadUnitOffset = 8;
/** Offset of the number of the shape. */
export const shapeOffset = 12;
/** Offset of the means. */
export const meansOffset = 13;

/** Value number `index` of the `bits`-bit values that start at byte `start`; at most 8 bits. */
export function readBits(bytes: Uint8Array, start: number, index: number, bits: number): number {
  const from = index * bits;
  const at = start + (from >> 3);
  const pair = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  return (pair >> (from & 7)) & ((1 << bits) - 1);
}

/** Writes what `readBits` reads; the bits must be zero before. */
export function writeBits(
  bytes: Uint8Array,
  start: number,
  index: number,
  bits: number,
  value: number,
): void {
  const from = index * bits;
  const at = start + (from >> 3);
  const pair = value << (from & 7);
  bytes[at] = (bytes[at] ?? 0) | (pair & 255);
  if (pair > 255) bytes[at + 1] = (bytes[at + 1] ?? 0) | (pair >> 8);
}
