// The likely leaves of a row: `likely-leaves.ts`.

import { bounds, distances, internals, isLikely, leaves, likelyLeaves, means, parents, pathSums, variances } from "./layout";

/** Number of likely leaves, and the leaf with the largest mean. */
export let likelyCount: i32 = 0;
export let topLeaf: i32 = 0;

/** Log of the largest probability of a leaf that is not likely; all of them have 0.01 at most. */
let least: f64 = 0;

export function setLeast(log: f64): void {
  least = log;
}

// @ts-ignore: decorator
@inline function parentOf(v: i32): i32 {
  return load<i32>(parents + ((<usize>v) << 2));
}

// @ts-ignore: decorator
@inline function mean(v: i32): f64 {
  return <f64>load<f32>(means + ((<usize>v) << 2));
}

// @ts-ignore: decorator
@inline function variance(v: i32): f64 {
  return <f64>load<f32>(variances + ((<usize>v) << 2));
}

/** Finds them. Internal nodes and the root, the last, have their sums in `pathSums`. */
export function findLikely(): void {
  const shared = pathSums + ((<usize>(internals + 1)) << 3);
  let top = 0;
  for (let c = 1; c < leaves; c++) if (mean(c) > mean(top)) top = c;
  // Marks what is above the top leaf by a negative sum, until it gets its own.
  for (let g = 0; g <= internals; g++) store<f64>(shared + ((<usize>g) << 3), 0);
  for (let g = parentOf(top); g < internals; g = parentOf(leaves + g)) store<f64>(shared + ((<usize>g) << 3), -1);
  store<f64>(pathSums + ((<usize>internals) << 3), 0);
  for (let g = 0; g < internals; g++) {
    const up = parentOf(leaves + g);
    const down = load<f64>(pathSums + ((<usize>up) << 3)) + variance(leaves + g);
    const isAbove = load<f64>(shared + ((<usize>g) << 3)) < 0;
    store<f64>(pathSums + ((<usize>g) << 3), down);
    store<f64>(shared + ((<usize>g) << 3), isAbove ? down : load<f64>(shared + ((<usize>up) << 3)));
  }
  const ofTop = load<f64>(pathSums + ((<usize>parentOf(top)) << 3)) + variance(top);
  const topMean = mean(top);
  let count = 0;
  for (let c = 0; c < leaves; c++) {
    const up = (<usize>parentOf(c)) << 3;
    const distance = load<f64>(pathSums + up) + variance(c) + ofTop - 2 * load<f64>(shared + up);
    const under = topMean - mean(c);
    const bound = distance <= under ? distance / 2 - under : (-under * under) / (2 * distance);
    const likely = c == top || bound > least;
    store<f64>(distances + ((<usize>c) << 3), distance);
    store<f64>(bounds + ((<usize>c) << 3), bound);
    store<i32>(isLikely + ((<usize>c) << 2), likely ? 1 : 0);
    if (likely) store<i32>(likelyLeaves + ((<usize>(count++)) << 2), c);
  }
  likelyCount = count;
  topLeaf = top;
}
