/** The beginning of a stream, and the whole of it. */
export type Peeked<T> = {
  readonly first: readonly T[];
  /** Whether the stream ends with `first`. */
  readonly hasEnded: boolean;
  /** All items, those of `first` included. It can be read once. */
  readonly all: AsyncIterable<T>;
};

/**
 * Reads a stream of chunks or batches until their lengths add up to `least`, and puts back what was
 * read.
 */
export async function peek<T extends { readonly length: number }>(
  stream: AsyncIterable<T>,
  least: number,
): Promise<Peeked<T>> {
  const iterator = stream[Symbol.asyncIterator]();
  const first: T[] = [];
  let hasEnded = false;
  for (let length = 0; !hasEnded && length < least; ) {
    const next = await iterator.next();
    if (next.done) {
      hasEnded = true;
    } else {
      first.push(next.value);
      length += next.value.length;
    }
  }
  async function* all() {
    try {
      yield* first;
      while (!hasEnded) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { first, hasEnded, all: all() };
}
