/** A share in whole per cent; `<1 %` and `>99 %` for what is not quite 0 or 1. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return "<1 %";
  if (share < 1 && share > 0.995) return ">99 %";
  return `${Math.round(100 * share)} %`;
}

/** A mean and its interval, for example `31 % (12 to 55 %)`. */
export function withInterval(mean: number, [low, high]: readonly [number, number]): string {
  return `${percent(mean)} (${Math.round(100 * low)} to ${Math.round(100 * high)} %)`;
}

/** Nats with a sign, for example `+2.3`. */
export function nats(value: number): string {
  return `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(1)}`;
}

/** A whole number in groups of three digits. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** A number with its noun, for example `1 class` and `2 classes`. */
export function countOf(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
