/** Most blocks: enough for many threads to end at about the same time. */
const mostBlocks = 64;

/** Multiplications that are worth handing out. */
const leastWork = 50_000;

/**
 * Number of blocks that some work is divided into. It depends on the problem alone and never on the
 * machine, and so do all sums over blocks.
 */
export function countBlocks(work: number): number {
  return Math.max(1, Math.min(mostBlocks, Math.floor(work / leastWork)));
}

/**
 * Work of each row of a sparse matrix, in multiplications per class: its non-zeros, and `fixed` for
 * the row itself. `start`: where each row begins, and where the last one ends.
 */
export function estimateWork(start: Int32Array, fixed: number): Float64Array {
  return Float64Array.from(
    { length: start.length - 1 },
    (_, i) => (start[i + 1] ?? 0) - (start[i] ?? 0) + fixed,
  );
}

/**
 * Divides items, in order, into blocks of about the same work. Returns the first item of each
 * block, and the number of all items at the end.
 */
export function splitEvenly(work: Float64Array, blocks: number): Int32Array {
  const starts = new Int32Array(blocks + 1).fill(work.length);
  const total = work.reduce((all, each) => all + each, 0);
  let before = 0;
  let block = 0;
  work.forEach((each, item) => {
    while (block < blocks && before >= (total * block) / blocks) starts[block++] = item;
    before += each;
  });
  starts[blocks] = work.length;
  return starts;
}
