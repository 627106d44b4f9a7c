// The product of a sparse and a dense matrix, a row at a time: both passes of the likelihood are
// made of it. Forwards, the rows of the design matrix meet the coefficients. Backwards, its
// columns meet the residuals.

import { leafVectors } from "./layout";
import { multiplyAdd } from "./simd";

/**
 * Row i of the sparse matrix (`start`, `column`, `value`, as in CSR) times `matrix`, whose rows are
 * as long as the leaves, into `out`. 8 vectors of leaves are in registers at a time. With
 * `hasInitial`, the sum begins with the vector at `initial` in place of zeros. `hasInitial` is a
 * constant at every call, so that the compiler drops the other case.
 */
// @ts-ignore: decorator
@inline export function sparseProduct(i: i32, start: usize, column: usize, value: usize, matrix: usize, out: usize, hasInitial: bool, initial: usize): void {
  const begin = load<i32>(start + ((<usize>i) << 2));
  const end = load<i32>(start + ((<usize>i) << 2), 4);
  const zero = f32x4.splat(0);
  const stride = (<usize>leafVectors) << 4;
  let t = 0;
  for (; t + 8 <= leafVectors; t += 8) {
    const at = (<usize>t) << 4;
    const from = initial + at;
    let a0 = hasInitial ? v128.load(from) : zero;
    let a1 = hasInitial ? v128.load(from, 16) : zero;
    let a2 = hasInitial ? v128.load(from, 32) : zero;
    let a3 = hasInitial ? v128.load(from, 48) : zero;
    let a4 = hasInitial ? v128.load(from, 64) : zero;
    let a5 = hasInitial ? v128.load(from, 80) : zero;
    let a6 = hasInitial ? v128.load(from, 96) : zero;
    let a7 = hasInitial ? v128.load(from, 112) : zero;
    for (let k = begin; k < end; k++) {
      const x = v128.load32_splat(value + ((<usize>k) << 2));
      const row = matrix + at + <usize>load<i32>(column + ((<usize>k) << 2)) * stride;
      a0 = multiplyAdd(x, v128.load(row), a0);
      a1 = multiplyAdd(x, v128.load(row, 16), a1);
      a2 = multiplyAdd(x, v128.load(row, 32), a2);
      a3 = multiplyAdd(x, v128.load(row, 48), a3);
      a4 = multiplyAdd(x, v128.load(row, 64), a4);
      a5 = multiplyAdd(x, v128.load(row, 80), a5);
      a6 = multiplyAdd(x, v128.load(row, 96), a6);
      a7 = multiplyAdd(x, v128.load(row, 112), a7);
    }
    const to = out + at;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    v128.store(to, a4, 64);
    v128.store(to, a5, 80);
    v128.store(to, a6, 96);
    v128.store(to, a7, 112);
  }
  for (; t < leafVectors; t++) {
    const at = (<usize>t) << 4;
    let a = hasInitial ? v128.load(initial + at) : zero;
    for (let k = begin; k < end; k++) {
      const row = matrix + at + <usize>load<i32>(column + ((<usize>k) << 2)) * stride;
      a = multiplyAdd(v128.load32_splat(value + ((<usize>k) << 2)), v128.load(row), a);
    }
    v128.store(out + at, a);
  }
}
