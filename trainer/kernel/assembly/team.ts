// Several threads on one gradient. Every thread runs its own instance of this module in one shared memory. One of them leads: it calls the
// functions below; the others are in `help`. Work is handed out by block, whoever comes first, and every result belongs to its block.
//
// The control area: [ u64 epoch << 32 | next block | i32 epoch | i32 blocks done | i32 asleep | i32 stop | i32 helpers | i32 blocks done by helpers |
// ... | at 64: the task ].
// Between two tasks every block counts as taken, so a helper that comes late takes a block of the task at hand or none, never one of a task
// that is over; and a task cannot be over, nor its description change, before the blocks taken are done.

import { advanceBlock, expandBlock, finishBlock } from "./leapfrog";
import { blocks, blockScales, blockSums, control, noiseOf, rowVectors, scaleTotal } from "./layout";
import { likelihoodBlock } from "./likelihood";
import { turnBlock } from "./vectors";

/** Sleeps until the word at an address is notified, for so many milliseconds at most, unless it is not `expected` to begin with. */
// @ts-ignore: decorator
@external("env", "sleep")
declare function sleep(address: usize, expected: i32, milliseconds: f64): void;

const epochAt: usize = 8;
const doneAt: usize = 12;
const asleepAt: usize = 16;
const stopAt: usize = 20;
const helpersAt: usize = 24;
const helpedAt: usize = 28;
const taskAt: usize = 64;

const advance: i32 = 0;
const expand: i32 = 1;
const likelihoods: i32 = 2;
const finish: i32 = 3;
const turn: i32 = 4;

/** Looks at an atomic before going to sleep: about 50 microseconds, the time that the leader takes between two tasks. */
const patience: i32 = 20000;

/** Bytes of a block's sums: log likelihood, twice the kinetic energy, squared length, six products of the U-turn criterion. */
const sumBytes: usize = 128;

/** Word k of the task's description. */
// @ts-ignore: decorator
@inline function word(k: usize): usize {
  return load<u32>(control + taskAt + (k << 2));
}

// @ts-ignore: decorator
@inline function describe(k: usize, value: usize): void {
  store<u32>(control + taskAt + (k << 2), <u32>value);
}

function runBlock(block: i32): void {
  const sums = blockSums + <usize>block * sumBytes;
  const kick = load<f32>(control + taskAt, 40);
  switch (<i32>word(0)) {
    case advance:
      return advanceBlock(block, word(1), word(2), word(3), word(4), word(5), kick);
    case expand:
      return expandBlock(block, word(1));
    case likelihoods:
      return store<f64>(sums, likelihoodBlock(block, word(1)));
    case finish:
      return finishBlock(block, word(1), word(2), word(3), kick, sums + 8, blockScales + (<usize>(block * rowVectors) << 5));
    case turn:
      return turnBlock(block, word(1), word(2), word(3), word(4), word(5), word(6), word(7), sums + 24);
  }
}

/** Takes blocks until there are none left. `mine` counts them. */
function work(mine: usize): void {
  while (true) {
    const block = <i32>atomic.add<u64>(control, 1);
    if (block >= blocks) return;
    runBlock(block);
    if (mine) atomic.add<i32>(mine, 1);
    atomic.add<i32>(control, 1, doneAt);
  }
}

/** Runs the task described, all blocks of it, with whatever helpers there are. */
function run(): void {
  if (load<i32>(control, helpersAt) == 0) {
    for (let block = 0; block < blocks; block++) runBlock(block);
    return;
  }
  const epoch = load<i32>(control, epochAt) + 1;
  atomic.store<i32>(control, 0, doneAt);
  atomic.store<u64>(control, (<u64>(<u32>epoch)) << 32);
  atomic.store<i32>(control, epoch, epochAt);
  if (atomic.load<i32>(control, asleepAt) > 0) atomic.notify(control + epochAt, -1);
  work(0);
  let looks = 0;
  for (let done = atomic.load<i32>(control, doneAt); done < blocks; done = atomic.load<i32>(control, doneAt)) {
    // Whoever has the last block may have lost the processor; nobody wakes the leader, so it sleeps for 0.1 ms at most.
    if (++looks > patience) sleep(control + doneAt, done, 0.1);
  }
}

/** The life of a helper: until the leader stops it. */
export function help(): void {
  let epoch = 0;
  while (atomic.load<i32>(control, stopAt) == 0) {
    work(control + helpedAt);
    let looks = 0;
    while (atomic.load<i32>(control, epochAt) == epoch) {
      if (++looks < patience) continue;
      atomic.add<i32>(control, 1, asleepAt);
      sleep(control + epochAt, epoch, Infinity);
      atomic.sub<i32>(control, 1, asleepAt);
      looks = 0;
      if (atomic.load<i32>(control, stopAt)) return;
    }
    epoch = atomic.load<i32>(control, epochAt);
  }
}

/** Says how many helpers there are, between two tasks. With 0 they end. */
export function setHelpers(count: i32): void {
  // Every block is taken, also where the tasks so far were done without handing out any: who comes before the next task finds nothing to do.
  atomic.store<u64>(control, <u64>blocks);
  store<i32>(control, count, helpersAt);
  atomic.store<i32>(control, count == 0 ? 1 : 0, stopAt);
  atomic.add<i32>(control, 1, epochAt);
  atomic.notify(control + epochAt, -1);
}

/** Blocks that helpers have done so far. */
export function blocksHelped(): i32 {
  return atomic.load<i32>(control, helpedAt);
}

/** Sum over blocks of number k of their sums. */
function total(k: usize): f64 {
  let sum: f64 = 0;
  for (let block = 0; block < blocks; block++) sum += load<f64>(blockSums + <usize>block * sumBytes + (k << 3));
  return sum;
}

/** The first pass, see `advanceBlock`. */
export function advancePositions(q: usize, p: usize, g: usize, qOut: usize, pOut: usize, kick: f32): void {
  describe(0, advance);
  describe(1, q);
  describe(2, p);
  describe(3, g);
  describe(4, qOut);
  describe(5, pOut);
  store<f32>(control + taskAt, kick, 40);
  run();
}

/** Leaf coefficients of a position. */
export function expandPosition(q: usize): void {
  describe(0, expand);
  describe(1, q);
  run();
}

/** Log likelihood of the coefficients expanded last, with the noise of a position; leaves the residuals in `logits`. */
export function likelihood(q: usize): f64 {
  describe(0, likelihoods);
  describe(1, noiseOf(q));
  run();
  return total(0);
}

/** The second pass, see `finishBlock`. */
export function finishGradients(q: usize, p: usize, g: usize, kick: f32): void {
  describe(0, finish);
  describe(1, q);
  describe(2, p);
  describe(3, g);
  store<f32>(control + taskAt, kick, 40);
  run();
  memory.copy(scaleTotal, blockScales, (<usize>rowVectors) << 5);
  for (let block = 1; block < blocks; block++) {
    const part = blockScales + (<usize>(block * rowVectors) << 5);
    for (let k: usize = 0; k < (<usize>rowVectors) << 5; k += 16) {
      v128.store(scaleTotal + k, f64x2.add(v128.load(scaleTotal + k), v128.load(part + k)));
    }
  }
}

/** Twice the kinetic energy and the squared length of z, both without the head, of the second pass made last. */
export function kineticTwice(): f64 {
  return total(1);
}

export function squaredLength(): f64 {
  return total(2);
}

/** The products of the U-turn criterion, see `turnBlock`. */
export function turnProducts(firstA: usize, lastA: usize, totalA: usize, firstB: usize, lastB: usize, totalB: usize, sum: usize, products: usize): void {
  describe(0, turn);
  describe(1, firstA);
  describe(2, lastA);
  describe(3, totalA);
  describe(4, firstB);
  describe(5, lastB);
  describe(6, totalB);
  describe(7, sum);
  run();
  for (let k: usize = 0; k < 6; k++) store<f64>(products + (k << 3), total(3 + k));
}
