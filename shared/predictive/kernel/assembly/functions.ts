// Exponentials and logarithms, four float32 at a time, and one in float64.

/** Adding it to a number rounds that to an integer, which the low bits then hold. */
export const rounder: f32 = 12582912;
const log2e: f32 = 1.4426950408889634;
const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -2.12194440e-4;

/**
 * exp(x) for x of at most 88, relative error 1e-7 near 0 and 7e-6 near -87, as which less counts.
 * A power of two times a polynomial fitted to 2^r for |r| <= 1/2.
 */
// @ts-ignore: decorator
@inline export function exp4(x: v128): v128 {
  const t = f32x4.mul(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(log2e));
  const shifted = f32x4.add(t, f32x4.splat(rounder));
  const r = f32x4.sub(t, f32x4.sub(shifted, f32x4.splat(rounder)));
  let p = f32x4.add(f32x4.mul(r, f32x4.splat(0.0013264727)), f32x4.splat(0.0096715126));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.0555073374));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.2402224208));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.6931469776));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** ln x for normal positive x, absolute error 1e-7 near 1, else relative. Cephes, Moshier 1992. */
// @ts-ignore: decorator
@inline export function log4(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(exponent, 23)), f32x4.splat(1));
  const e = f32x4.convert_i32x4_s(exponent);
  const square = f32x4.mul(f, f);
  let p = f32x4.add(f32x4.mul(f, f32x4.splat(7.0376836292e-2)), f32x4.splat(-1.1514610310e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(3.3333331174e-1));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, f), square), f32x4.mul(e, f32x4.splat(ln2Low)));
  p = f32x4.add(f32x4.sub(p, f32x4.mul(square, f32x4.splat(0.5))), f);
  return f32x4.add(p, f32x4.mul(e, f32x4.splat(ln2High)));
}

/** exp(x) of one number, as `exp4`. */
export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** ln x of one number, as `log4`; that of less than 1e-37 is that of 1e-37. */
export function log1(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(max<f32>(x, 1e-37))), 0);
}

/** exp(x) for x <= 0 in double precision, relative error 1e-15. Less than -700 counts as 0. */
export function exp64(x: f64): f64 {
  if (x < -700) return 0;
  const k = nearest<f64>(x * 1.4426950408889634);
  const r = x - k * 0.693147180369123816490 - k * 1.90821492927058770002e-10;
  let p: f64 = 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  return p * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** Sum of four lanes. */
// @ts-ignore: decorator
@inline export function laneSum(a: v128): f64 {
  return (
    <f64>f32x4.extract_lane(a, 0) +
    <f64>f32x4.extract_lane(a, 1) +
    (<f64>f32x4.extract_lane(a, 2) + <f64>f32x4.extract_lane(a, 3))
  );
}

/** Row number `index` of rows of draws. */
// @ts-ignore: decorator
@inline export function rowAt(rows: usize, index: i32, bytes: usize): usize {
  return rows + <usize>index * bytes;
}
