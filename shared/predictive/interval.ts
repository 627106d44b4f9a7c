/** Quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan 1996). */
export function quantile(ascending: Float64Array, probability: number): number {
  const at = (ascending.length - 1) * probability;
  const low = ascending[Math.floor(at)] ?? Number.NaN;
  const high = ascending[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Central 90 % interval of values over draws. Sorts `values` in place. */
export function centralInterval(values: Float64Array): [number, number] {
  sortEnds(values, Math.ceil((values.length - 1) * 0.05) + 1);
  return [quantile(values, 0.05), quantile(values, 0.95)];
}

/** Sorts the `count` smallest values to the front, and as many largest to the end. */
function sortEnds(values: Float64Array, count: number): void {
  if (3 * count > values.length || values.length > 256) {
    values.sort();
    return;
  }
  const last = values.length - 1;
  for (let i = 0; i < count; i++) {
    let [least, most] = [i, i];
    for (let k = i + 1; k <= last - i; k++) {
      const value = values[k] ?? 0;
      if (value < (values[least] ?? 0)) least = k;
      if (value > (values[most] ?? 0)) most = k;
    }
    swap(values, i, least);
    swap(values, last - i, most === i ? least : most);
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const value = values[a] ?? 0;
  values[a] = values[b] ?? 0;
  values[b] = value;
}
