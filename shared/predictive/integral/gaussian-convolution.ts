/**
 * Builds a function that convolves `values[start .. end)` on a grid with a normal density, in
 * place. `deviation` is its standard deviation in grid steps. Beyond the ends, the first and the
 * last value are repeated.
 */
export function gaussianConvolution(): (
  values: Float64Array,
  start: number,
  end: number,
  deviation: number,
) => void {
  let kernel = new Float64Array(64);
  let padded = new Float64Array(3 * 64);

  return (values, start, end, deviation) => {
    if (deviation < 1e-3) return;
    const points = end - start;
    if (kernel.length <= points) {
      kernel = new Float64Array(2 * points);
      padded = new Float64Array(6 * points);
    }
    const radius = fillKernel(kernel, deviation, points);
    const first = values[start] ?? 0;
    const last = values[end - 1] ?? 0;
    for (let i = 0; i < radius; i++) {
      padded[i] = first;
      padded[radius + points + i] = last;
    }
    for (let i = 0; i < points; i++) padded[radius + i] = values[start + i] ?? 0;
    for (let i = 0; i < points; i++) {
      const middle = radius + i;
      let sum = (kernel[0] ?? 0) * (padded[middle] ?? 0);
      for (let k = 1; k <= radius; k++) {
        sum += (kernel[k] ?? 0) * ((padded[middle - k] ?? 0) + (padded[middle + k] ?? 0));
      }
      values[start + i] = sum;
    }
  };
}

/**
 * Writes half a kernel: weights at distance 0, 1, ..., which sum to 1 with both sides. Returns the
 * distance of the last. A wide normal sampled on the grid is exact; a narrow one is replaced by
 * five weights with its second and fourth moment.
 */
function fillKernel(kernel: Float64Array, deviation: number, most: number): number {
  if (deviation <= 0.8) {
    const square = deviation * deviation;
    const second = (3 * square * square - square) / 24;
    const first = square / 2 - 4 * second;
    kernel[0] = 1 - 2 * (first + second);
    kernel[1] = first;
    kernel[2] = second;
    return 2;
  }
  const radius = Math.min(most, Math.ceil(4.5 * deviation));
  let sum = 0;
  for (let k = radius; k >= 0; k--) {
    const weight = Math.exp((-k * k) / (2 * deviation * deviation));
    kernel[k] = weight;
    sum += k === 0 ? weight : 2 * weight;
  }
  for (let k = 0; k <= radius; k++) kernel[k] = (kernel[k] ?? 0) / sum;
  return radius;
}
