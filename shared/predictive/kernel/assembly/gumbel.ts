// The distribution of a leaf's logit with Gumbel noise: `gumbel-normal.ts`, from the same table.

import { exp4, log1, rounder } from "./functions";
import { isFilled, table, tableRows } from "./layout";

/** Asks the host to fill a row of the table. */
// @ts-ignore: decorator
@external("env", "fillRow")
declare function fillRow(row: i32): void;

/** The columns of the table: see `gumbel-normal.ts`. */
const lowest: f32 = -6;
const step: f32 = 0.25;
const width: i32 = 65;

const rowBytes: usize = 520;

/** Addresses of the two rows of the table nearest to a deviation. */
let near: usize = 0;
let far: usize = 0;

/**
 * Values and slopes of a column and of the next one, between the two nearest rows. The weights are
 * for values and slopes by turns.
 */
// @ts-ignore: decorator
@inline function blend(column: i32, nearWeights: v128, farWeights: v128): v128 {
  const at = (<usize>column) << 3;
  return f32x4.add(f32x4.mul(nearWeights, v128.load(near + at)), f32x4.mul(farWeights, v128.load(far + at)));
}

/** Makes sure that a row of the table is filled, and returns its address. */
function rowOf(row: i32): usize {
  const flag = isFilled + ((<usize>row) << 2);
  if (load<i32>(flag) == 0) fillRow(row);
  store<i32>(flag, 1);
  return table + <usize>row * rowBytes;
}

/**
 * For a leaf with a mean and a deviation: adds ln F at each point of the grid to `sums`, and writes
 * the derivative to `hazards`.
 */
export function addLeaf(mean: f32, deviation: f32, low: f32, delta: f32, points: i32, sums: usize, hazards: usize): void {
  const row = min<f32>(<f32>tableRows - 1.001, log1(deviation * 8 + 1) * <f32>8.656170245333781);
  near = rowOf(<i32>row);
  far = rowOf(<i32>row + 1);
  const share = row - floor(row);
  const rest = <f32>1 - share;
  // Slopes are wanted per column.
  const spread = (deviation + 1) * step;
  const nearWeights = f32x4(rest, rest * spread, rest, rest * spread);
  const farWeights = f32x4(share, share * spread, share, share * spread);

  const last = <f32>(width - 1);
  const start = (low - mean) / spread - lowest / step;
  const stride = delta / spread;
  const perColumn = f32x4.splat(<f32>1 / spread);
  const offsets = f32x4.mul(f32x4(0, 1, 2, 3), f32x4.splat(stride));
  const end = blend(width - 1, nearWeights, farWeights);
  const endLog = f32x4.splat(f32x4.extract_lane(end, 0));
  const endHazard = f32x4.mul(f32x4.splat(f32x4.extract_lane(end, 1)), perColumn);
  for (let i = 0; i < points; i += 4) {
    const x = f32x4.add(f32x4.splat(start + <f32>i * stride), offsets);
    const out = (<usize>i) << 2;
    let log = f32x4.splat(0);
    let hazard = f32x4.splat(0);
    if (f32x4.extract_lane(x, 3) >= last) {
      // The far tail is that of the Gumbel distribution: it falls as exp(-u).
      const under = f32x4.pmin(f32x4.mul(f32x4.sub(f32x4.splat(last), x), f32x4.splat(spread)), f32x4.splat(0));
      const decay = exp4(under);
      log = f32x4.mul(decay, endLog);
      hazard = f32x4.mul(decay, endHazard);
    }
    if (f32x4.extract_lane(x, 0) < last) {
      const at = f32x4.pmax(f32x4.splat(0), f32x4.pmin(x, f32x4.splat(last - 0.01)));
      const shifted = f32x4.add(f32x4.sub(at, f32x4.splat(0.5)), f32x4.splat(rounder));
      const t = f32x4.sub(at, f32x4.sub(shifted, f32x4.splat(rounder)));
      const columns = i32x4.sub(shifted, f32x4.splat(rounder));
      const a = blend(i32x4.extract_lane(columns, 0), nearWeights, farWeights);
      const b = blend(i32x4.extract_lane(columns, 1), nearWeights, farWeights);
      const c = blend(i32x4.extract_lane(columns, 2), nearWeights, farWeights);
      const d = blend(i32x4.extract_lane(columns, 3), nearWeights, farWeights);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const left = v128.shuffle<i32>(ab, cd, 0, 1, 4, 5);
      const leftSlope = v128.shuffle<i32>(ab, cd, 2, 3, 6, 7);
      const abNext = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cdNext = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const right = v128.shuffle<i32>(abNext, cdNext, 0, 1, 4, 5);
      const rightSlope = v128.shuffle<i32>(abNext, cdNext, 2, 3, 6, 7);
      // The cubic Hermite spline through values and slopes at both ends, and its derivative.
      const rise = f32x4.sub(right, left);
      const cubic = f32x4.sub(f32x4.add(leftSlope, rightSlope), f32x4.add(rise, rise));
      const quadratic = f32x4.sub(rise, leftSlope);
      const curve = f32x4.add(quadratic, f32x4.mul(f32x4.sub(t, f32x4.splat(1)), cubic));
      const value = f32x4.add(left, f32x4.mul(t, f32x4.add(leftSlope, f32x4.mul(t, curve))));
      const bend = f32x4.sub(f32x4.mul(f32x4.mul(f32x4.splat(3), t), cubic), f32x4.add(cubic, cubic));
      const slope = f32x4.add(leftSlope, f32x4.mul(t, f32x4.add(f32x4.add(quadratic, quadratic), bend)));
      const isNear = f32x4.lt(x, f32x4.splat(last));
      log = v128.bitselect(value, log, isNear);
      hazard = v128.bitselect(f32x4.mul(f32x4.pmax(f32x4.splat(0), slope), perColumn), hazard, isNear);
    }
    v128.store(sums + out, f32x4.add(v128.load(sums + out), log));
    v128.store(hazards + out, hazard);
  }
}
