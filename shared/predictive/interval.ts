/** Quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan 1996). */
export function quantile(ascending: Float64Array, probability: number): number {
  const at = (ascending.length - 1) * probability;
  const low = ascending[Math.floor(at)] ?? Number.NaN;
  const high = ascending[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Central 90 % interval of values over draws. Sorts `values` in place. */
export function centralInterval(values: Float64Array): [number, number] {
  values.sort();
  return [quantile(values, 0.05), quantile(values, 0.95)];
}
