/**
 * 0 .. count - 1 in random order (Fisher and Yates).
 *
 * @param uniform next number in [0, 1)
 */
export function shuffled(count: number, uniform: () => number): number[] {
  const order = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.min(k, Math.floor(uniform() * (k + 1)));
    [order[k], order[other]] = [order[other] ?? 0, order[k] ?? 0];
  }
  return order;
}
