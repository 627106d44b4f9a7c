// From standardised coordinates to coefficients: a node's is its parent's plus scale times z.

import { coefficients, internals, internalScale, internalSlot, leafScale, leafSlot, leafVectors, slotValue, vectorSlot } from "./layout";
import { multiplyAdd } from "./simd";

/** Parents' values of the 4 leaves of vector t. */
// @ts-ignore: decorator
@inline function parentsOf(t: i32): v128 {
  const slot = load<i32>(vectorSlot + ((<usize>t) << 2));
  if (slot >= 0) return v128.load32_splat(slotValue + ((<usize>slot) << 2));
  const slots = leafSlot + ((<usize>t) << 4);
  return f32x4(
    load<f32>(slotValue + ((<usize>load<i32>(slots)) << 2)),
    load<f32>(slotValue + ((<usize>load<i32>(slots, 4)) << 2)),
    load<f32>(slotValue + ((<usize>load<i32>(slots, 8)) << 2)),
    load<f32>(slotValue + ((<usize>load<i32>(slots, 12)) << 2)),
  );
}

/**
 * Coefficients of the internal nodes of one row of z, into the slots. Parents come before
 * children.
 */
// @ts-ignore: decorator
@inline export function expandInternals(z: usize): void {
  const own = z + ((<usize>leafVectors) << 4);
  for (let i = 0; i < internals; i++) {
    const at = (<usize>i) << 2;
    const parent = load<f32>(slotValue + ((<usize>load<i32>(internalSlot + at)) << 2));
    store<f32>(slotValue + at + 4, parent + load<f32>(internalScale + at) * load<f32>(own + at));
  }
}

/** Leaf coefficients of one row of z, into `out`. */
// @ts-ignore: decorator
@inline export function expandLeaves(z: usize, out: usize): void {
  for (let t = 0; t < leafVectors; t++) {
    const at = (<usize>t) << 4;
    v128.store(out + at, multiplyAdd(v128.load(leafScale + at), v128.load(z + at), parentsOf(t)));
  }
}

/** Fills the leaf coefficients of feature j from its row of z. */
// @ts-ignore: decorator
@inline export function expandFeature(j: i32, z: usize): void {
  expandInternals(z);
  expandLeaves(z, coefficients + (<usize>(j * leafVectors) << 4));
}
