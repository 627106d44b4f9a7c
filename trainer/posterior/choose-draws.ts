/**
 * `wanted` of `count` draws, evenly spread over the pooled chains: the middle of each of `wanted` equal stretches.
 * Ascending. If `wanted` is not less than `count`, all of them or, with `repeat`, `wanted` with repeats.
 */
export function chooseDraws(count: number, wanted: number, repeat = false): number[] {
  const taken = repeat ? wanted : Math.min(count, wanted);
  return Array.from({ length: taken }, (_, k) => Math.floor(((k + 0.5) * count) / taken));
}

/** At most `count` of a list, evenly spread in the same way. */
export function spread<T>(list: readonly T[], count: number): T[] {
  return chooseDraws(list.length, count).flatMap((index) => list.slice(index, index + 1));
}
