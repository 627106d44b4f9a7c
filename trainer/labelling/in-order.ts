/**
 * Maps the items of a stream with up to `most` calls of `map` at a time, and gives the results in
 * the order of the items. It reads no further ahead than that.
 */
export async function* mapInOrder<T, U>(
  items: AsyncIterable<T>,
  most: number,
  map: (item: T) => Promise<U>,
): AsyncGenerator<U> {
  const running: Promise<U>[] = [];
  for await (const item of items) {
    const result = map(item);
    // A failure is thrown where the result is awaited.
    result.catch(() => {});
    running.push(result);
    if (running.length >= most) yield running.shift() as Promise<U>;
  }
  yield* running;
}
