// Convolution of a grid's values with a normal: `gaussian-convolution.ts`.

import { exp1 } from "./functions";

/**
 * Convolves a row of points in place. `deviation` is in grid steps. Work areas: `kernel` for one
 * number more than there are points, `padded` for three times as many and 16 bytes.
 */
export function convolve(row: usize, points: i32, deviation: f32, kernel: usize, padded: usize): void {
  if (deviation < 1e-3) return;
  const radius = fillKernel(kernel, deviation, points);
  const first = load<f32>(row);
  const last = load<f32>(row + ((<usize>(points - 1)) << 2));
  const behind = padded + ((<usize>(radius + points)) << 2);
  for (let i: usize = 0; i < (<usize>radius) << 2; i += 4) {
    store<f32>(padded + i, first);
    store<f32>(behind + i, last);
  }
  const middle = padded + ((<usize>radius) << 2);
  memory.copy(middle, row, (<usize>points) << 2);
  for (let i: usize = 0; i < (<usize>points) << 2; i += 16) {
    let sum = f32x4.mul(v128.load32_splat(kernel), v128.load(middle + i));
    for (let k: usize = 4; k <= (<usize>radius) << 2; k += 4) {
      const both = f32x4.add(v128.load(middle + i - k), v128.load(middle + i + k));
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(kernel + k), both));
    }
    v128.store(row + i, sum);
  }
}

function fillKernel(kernel: usize, deviation: f32, most: i32): i32 {
  const square = deviation * deviation;
  if (deviation <= 0.8) {
    const second = (square * square * 3 - square) / 24;
    const first = square / 2 - second * 4;
    store<f32>(kernel, <f32>1 - (first + second) * 2);
    store<f32>(kernel, first, 4);
    store<f32>(kernel, second, 8);
    return 2;
  }
  const radius = <i32>min<f32>(<f32>most, ceil<f32>(deviation * 4.5));
  let sum: f32 = 0;
  for (let k = radius; k >= 0; k--) {
    const weight = exp1(-<f32>(k * k) / (square * 2));
    store<f32>(kernel + ((<usize>k) << 2), weight);
    sum += k == 0 ? weight : weight * 2;
  }
  for (let k = 0; k <= radius; k++) {
    const at = kernel + ((<usize>k) << 2);
    store<f32>(at, load<f32>(at) / sum);
  }
  return radius;
}
