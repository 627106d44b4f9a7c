// Small pieces of 4-lane arithmetic.

/** a * b + c, fused where the engine has relaxed SIMD. */
// @ts-ignore: decorator
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Sum of the 4 lanes, in pairs. */
// @ts-ignore: decorator
@inline export function laneSum(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 2) +
    (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3))
  );
}

/** Largest of the 4 lanes. */
// @ts-ignore: decorator
@inline export function laneMax(a: v128): f32 {
  return max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

/**
 * e^max(x, -60) for x <= 88 in each lane, relative error under 2e-7. Cephes `expf` (Moshier).
 *
 * The floor of 1e-26 does not change a sum that has a term of 1. It keeps residuals and all their
 * products out of the subnormal numbers, which cost a hundred times as much.
 */
// @ts-ignore: decorator
@inline export function exponential(x: v128): v128 {
  // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
  const rounder = f32x4.splat(12582912.0);
  const floored = f32x4.pmax(x, f32x4.splat(-60.0));
  const rounded = multiplyAdd(floored, f32x4.splat(1.44269504088896341), rounder);
  const n = f32x4.sub(rounded, rounder);
  let r = multiplyAdd(n, f32x4.splat(-0.693359375), floored);
  r = multiplyAdd(n, f32x4.splat(2.12194440e-4), r);
  let y = multiplyAdd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  y = multiplyAdd(y, r, f32x4.splat(8.3334519073e-3));
  y = multiplyAdd(y, r, f32x4.splat(4.1665795894e-2));
  y = multiplyAdd(y, r, f32x4.splat(1.6666665459e-1));
  y = multiplyAdd(y, r, f32x4.splat(5.0000001201e-1));
  y = f32x4.add(multiplyAdd(y, f32x4.mul(r, r), r), f32x4.splat(1.0));
  // Times 2^n, by adding n to the exponent.
  return i32x4.add(y, i32x4.shl(rounded, 23));
}

/**
 * ln x for normal x > 0 in each lane, absolute error under 1e-7 near 1. Cephes `logf` (Moshier).
 */
// @ts-ignore: decorator
@inline export function logarithm(x: v128): v128 {
  let exponent = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const isSmall = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  exponent = i32x4.add(exponent, isSmall);
  m = f32x4.sub(f32x4.add(m, v128.and(m, isSmall)), f32x4.splat(1.0));
  const e = f32x4.convert_i32x4_s(exponent);
  const z = f32x4.mul(m, m);
  let y = multiplyAdd(f32x4.splat(7.0376836292e-2), m, f32x4.splat(-1.1514610310e-1));
  y = multiplyAdd(y, m, f32x4.splat(1.1676998740e-1));
  y = multiplyAdd(y, m, f32x4.splat(-1.2420140846e-1));
  y = multiplyAdd(y, m, f32x4.splat(1.4249322787e-1));
  y = multiplyAdd(y, m, f32x4.splat(-1.6668057665e-1));
  y = multiplyAdd(y, m, f32x4.splat(2.0000714765e-1));
  y = multiplyAdd(y, m, f32x4.splat(-2.4999993993e-1));
  y = multiplyAdd(y, m, f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, m), z);
  y = multiplyAdd(e, f32x4.splat(-2.12194440e-4), y);
  y = multiplyAdd(z, f32x4.splat(-0.5), y);
  return multiplyAdd(e, f32x4.splat(0.693359375), f32x4.add(m, y));
}
