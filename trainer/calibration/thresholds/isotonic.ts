/** A run of positions with one fitted value: their number and the sum of what was observed. */
type Block = { count: number; sum: number };

/**
 * Isotonic regression: the ascending values that are closest to `observed` in squares, by pooling
 * adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman 1955). Linear in the number of values.
 */
export function isotonicFit(observed: readonly number[]): number[] {
  const blocks: Block[] = [];
  for (const value of observed) {
    let block: Block = { count: 1, sum: value };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.sum / last.count < block.sum / block.count) break;
      blocks.pop();
      block = { count: last.count + block.count, sum: last.sum + block.sum };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ count, sum }) => new Array<number>(count).fill(sum / count));
}
