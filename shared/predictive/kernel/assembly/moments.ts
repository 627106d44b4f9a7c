// Sums of one row's moments over its features: `row-moments.ts` in float32, 16 columns at a time.

import { addresses, columns, deviates, deviations, means, meansAt, prior, spreadsAt, values, variances } from "./layout";

/** What all means have in common. */
let base: f64 = 0;
/** Sum of bytes that are read for the processor's cache alone. */
let touched: i32 = 0;

/**
 * Largest mean and variance. Until a model file is checked its blocks may hold anything, and what
 * is computed from them must stay finite.
 */
const most: f32 = 1e30;

/** The nearest number from `least` to `most`; that of what is no number is `least`. */
// @ts-ignore: decorator
@inline function within(least: f32, x: v128): v128 {
  return f32x4.pmin(f32x4.splat(most), f32x4.pmax(f32x4.splat(least), x));
}

/** Starts a row. */
export function clearRow(): void {
  base = 0;
  memory.fill(means, 0, (<usize>((columns + 15) & ~15)) << 2);
  memory.fill(variances, 0, (<usize>((deviates + 15) & ~15)) << 2);
}

/** Adds `unit` times each of 4 integers to `sum`. */
// @ts-ignore: decorator
@inline function add(sum: v128, unit: v128, integers: v128): v128 {
  return f32x4.add(sum, f32x4.mul(unit, f32x4.convert_i32x4_s(integers)));
}

/**
 * Adds features to the row. Their blocks, with 8 bits for a mean and a spread, are at `addresses`.
 * Up to 15 bytes behind a block are read, for columns that are not there.
 */
export function addFeatures(count: i32): void {
  const end = addresses + ((<usize>count) << 2);
  const toValue = values - addresses;
  const last = spreadsAt + <usize>deviates;
  for (let k = addresses; k < end; k += 4) {
    const block = <usize>load<u32>(k);
    // Blocks are far apart, and seldom in the processor's cache. Below they would be waited for one
    // after the other.
    for (let at: usize = 64; at < last; at += 64) touched += load<u8>(block + at);
    base += <f64>load<f32>(k + toValue) * (<f64>load<f32>(block) + 128.0 * <f64>load<f32>(block, 4));
  }
  for (let v = 0; v < columns; v += 16) {
    const out = means + ((<usize>v) << 2);
    const at = meansAt + <usize>v;
    let a = v128.load(out);
    let b = v128.load(out, 16);
    let c = v128.load(out, 32);
    let d = v128.load(out, 48);
    for (let k = addresses; k < end; k += 4) {
      const block = <usize>load<u32>(k);
      const unit = f32x4.splat(load<f32>(k + toValue) * load<f32>(block, 4));
      // Signed, so that sums stay small and lose fewer digits.
      const q = v128.xor(v128.load(block + at), i8x16.splat(-128));
      const low = i16x8.extend_low_i8x16_s(q);
      const high = i16x8.extend_high_i8x16_s(q);
      a = add(a, unit, i32x4.extend_low_i16x8_s(low));
      b = add(b, unit, i32x4.extend_high_i16x8_s(low));
      c = add(c, unit, i32x4.extend_low_i16x8_s(high));
      d = add(d, unit, i32x4.extend_high_i16x8_s(high));
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  for (let v = 0; v < deviates; v += 16) {
    const out = variances + ((<usize>v) << 2);
    const at = spreadsAt + <usize>v;
    let a = v128.load(out);
    let b = v128.load(out, 16);
    let c = v128.load(out, 32);
    let d = v128.load(out, 48);
    for (let k = addresses; k < end; k += 4) {
      const block = <usize>load<u32>(k);
      const unit = load<f32>(k + toValue) * load<f32>(block, 8);
      const square = f32x4.splat(unit * unit);
      const q = v128.load(block + at);
      const low = i16x8.extmul_low_i8x16_u(q, q);
      const high = i16x8.extmul_high_i8x16_u(q, q);
      a = add(a, square, i32x4.extend_low_i16x8_u(low));
      b = add(b, square, i32x4.extend_high_i16x8_u(low));
      c = add(c, square, i32x4.extend_low_i16x8_u(high));
      d = add(d, square, i32x4.extend_high_i16x8_u(high));
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
}

/** Ends a row: adds what the means have in common, and the unknown words, and takes roots. */
export function finishRow(unknownSquares: f32): void {
  const shift = f32x4.splat(<f32>base);
  const unknown = f32x4.splat(unknownSquares);
  for (let at: usize = 0; at < (<usize>columns) << 2; at += 16) {
    v128.store(means + at, within(-most, f32x4.add(v128.load(means + at), shift)));
    v128.store(variances + at, f32x4.add(v128.load(variances + at), f32x4.mul(unknown, v128.load(prior + at))));
  }
  for (let at: usize = 0; at < (<usize>deviates) << 2; at += 16) {
    const variance = within(0, v128.load(variances + at));
    v128.store(variances + at, variance);
    v128.store(deviations + at, f32x4.sqrt(variance));
  }
}
