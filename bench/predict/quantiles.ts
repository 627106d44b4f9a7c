/** Microseconds a title, over titles. */
export type PerTitle = { readonly median: number; readonly p99: number };

export function perTitle(microseconds: readonly number[]): PerTitle {
  const sorted = [...microseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99) };
}

export function median(values: readonly number[]): number {
  return perTitle(values).median;
}
