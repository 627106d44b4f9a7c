/** The beginning of a stream, and the whole of it. */
export type Peeked<T> = {
  readonly first: readonly T[];
  /** Whether the stream ends with `first`. */
  readonly ended: boolean;
  /** All items, those of `first` included. It can be read once. */
  readonly all: AsyncIterable<T>;
};

/** Reads a stream until `isEnough`, and puts back what was read. */
export async function peek<T>(
  stream: AsyncIterable<T>,
  isEnough: (first: readonly T[]) => boolean,
): Promise<Peeked<T>> {
  const iterator = stream[Symbol.asyncIterator]();
  const first: T[] = [];
  let ended = false;
  while (!ended && !isEnough(first)) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else first.push(next.value);
  }
  async function* all() {
    try {
      yield* first;
      while (!ended) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { first, ended, all: all() };
}
