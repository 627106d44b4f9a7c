/**
 * Size in bytes of the block of one feature: coefficients of V columns in S draws.
 *
 *     offset   bytes             content
 *     0        4                 meanUnit, float32 little-endian
 *     4        4                 spreadUnit, float32 little-endian
 *     8        V                 mean of a column, int8, times meanUnit
 *     8 + V    V                 spread of a column, uint8, times spreadUnit
 *     8 + 2V   S * ceil(V / 2)   q of draw s and column v: a nibble holding q + 8, q in -7..7;
 *                                the low nibble is the even column
 *
 * padded with zeros to a multiple of 4. A coefficient is mean + spread * q: the spread is the
 * quantiser's step for that column.
 */
export function blockBytes(draws: number, columns: number): number {
  const bytes = draws * drawBytes(columns) + drawsOffset(columns);
  return Math.ceil(bytes / 4) * 4;
}

/** Bytes of one draw inside a block. */
export function drawBytes(columns: number): number {
  return Math.ceil(columns / 2);
}

/** Offset of the draws inside a block. */
export function drawsOffset(columns: number): number {
  return 8 + 2 * columns;
}

/** Largest |q| of a quantised deviation. */
export const largestStep = 7;
