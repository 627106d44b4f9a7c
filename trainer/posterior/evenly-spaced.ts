/**
 * Indices of `wanted` of `count` items: the middle of each of `wanted` equal stretches, ascending.
 * For draws of pooled chains this is thinning, with the same share of every chain. If `wanted` is
 * not less than `count`, all of them or, with `repeat`, `wanted` with repeats.
 */
export function evenlySpacedIndices(count: number, wanted: number, repeat = false): number[] {
  const taken = repeat ? wanted : Math.min(count, wanted);
  return Array.from({ length: taken }, (_, k) => Math.floor(((k + 0.5) * count) / taken));
}

/** At most `count` items of a list, evenly spaced in the same way. */
export function evenlySpaced<T>(list: readonly T[], count: number): T[] {
  return evenlySpacedIndices(list.length, count).flatMap((index) => list.slice(index, index + 1));
}
