/**
 * `wanted` of `count` draws, evenly spread over the pooled chains: the middle of each of `wanted` equal stretches.
 * Ascending; all of them if `wanted` is not less than `count`.
 */
export function chooseDraws(count: number, wanted: number): number[] {
  const taken = Math.min(count, wanted);
  return Array.from({ length: taken }, (_, k) => Math.floor(((k + 0.5) * count) / taken));
}
