// Several threads on one gradient. Each thread runs its own instance of this module in one shared
// memory. The leader, which runs the chain, calls the functions below. The workers are in
// `runWorker`. A task is divided into blocks: whichever thread is free takes the next one, and a
// result belongs to its block and not to a thread.
//
// The control area: [ u64 epoch << 32 | next block | i32 epoch | i32 blocks done | i32 asleep |
// i32 stop | i32 workers | i32 blocks done by workers | ... | at 64: the task ].
//
// Between two tasks every block counts as taken. So a worker that comes late takes a block of the
// present task or none, and never one of a task that is over. A task is not over, and its
// description does not change, before the blocks that were taken are done.

import { advanceBlock, expandBlock, finishBlock } from "./leapfrog";
import { blocks, blockScales, blockSums, control, noiseOf, rowVectors, scaleTotal } from "./layout";
import { likelihoodBlock } from "./likelihood";
import { uTurnBlock } from "./vectors";

/**
 * Sleeps until the word at an address is notified, for so many milliseconds at most. Returns at
 * once if the word is not `expected`.
 */
// @ts-ignore: decorator
@external("env", "sleep")
declare function sleep(address: usize, expected: i32, milliseconds: f64): void;

const epochAt: usize = 8;
const doneAt: usize = 12;
const asleepAt: usize = 16;
const stopAt: usize = 20;
const workersAt: usize = 24;
const doneByWorkersAt: usize = 28;
const taskAt: usize = 64;

const advance: i32 = 0;
const expand: i32 = 1;
const likelihoods: i32 = 2;
const finish: i32 = 3;
const uTurn: i32 = 4;

/**
 * Reads of an atomic before going to sleep: about 50 microseconds, the time that the leader takes
 * between two tasks.
 */
const spins: i32 = 20000;

/**
 * Bytes of a block's sums: log likelihood, twice the kinetic energy, squared length, six products
 * of the U-turn criterion.
 */
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
    case uTurn:
      return uTurnBlock(block, word(1), word(2), word(3), word(4), word(5), word(6), word(7), sums + 24);
  }
}

/** Runs blocks until there are none left. `counter`: address of a count of them, or 0. */
function runBlocks(counter: usize): void {
  while (true) {
    const block = <i32>atomic.add<u64>(control, 1);
    if (block >= blocks) return;
    runBlock(block);
    if (counter) atomic.add<i32>(counter, 1);
    atomic.add<i32>(control, 1, doneAt);
  }
}

/** Runs all blocks of the task described, with the workers that there are. */
function runTask(): void {
  if (load<i32>(control, workersAt) == 0) {
    for (let block = 0; block < blocks; block++) runBlock(block);
    return;
  }
  const epoch = load<i32>(control, epochAt) + 1;
  atomic.store<i32>(control, 0, doneAt);
  atomic.store<u64>(control, (<u64>(<u32>epoch)) << 32);
  atomic.store<i32>(control, epoch, epochAt);
  if (atomic.load<i32>(control, asleepAt) > 0) atomic.notify(control + epochAt, -1);
  runBlocks(0);
  let reads = 0;
  for (let done = atomic.load<i32>(control, doneAt); done < blocks; done = atomic.load<i32>(control, doneAt)) {
    // The thread with the last block may have lost the processor. No thread wakes the leader, so it
    // sleeps for 0.1 ms at most.
    if (++reads > spins) sleep(control + doneAt, done, 0.1);
  }
}

/** What a worker does until the leader stops it. */
export function runWorker(): void {
  let epoch = 0;
  while (atomic.load<i32>(control, stopAt) == 0) {
    runBlocks(control + doneByWorkersAt);
    let reads = 0;
    while (atomic.load<i32>(control, epochAt) == epoch) {
      if (++reads < spins) continue;
      atomic.add<i32>(control, 1, asleepAt);
      sleep(control + epochAt, epoch, Infinity);
      atomic.sub<i32>(control, 1, asleepAt);
      reads = 0;
      if (atomic.load<i32>(control, stopAt)) return;
    }
    epoch = atomic.load<i32>(control, epochAt);
  }
}

/** Sets the number of workers, between two tasks. With 0 they end. */
export function setWorkerCount(count: i32): void {
  // Every block counts as taken, even if no task so far has handed out any. So a worker that comes
  // before the next task finds nothing to do.
  atomic.store<u64>(control, <u64>blocks);
  store<i32>(control, count, workersAt);
  atomic.store<i32>(control, count == 0 ? 1 : 0, stopAt);
  atomic.add<i32>(control, 1, epochAt);
  atomic.notify(control + epochAt, -1);
}

/** Blocks that workers have done so far. */
export function blocksOfWorkers(): i32 {
  return atomic.load<i32>(control, doneByWorkersAt);
}

/** Sum over blocks of entry k of their sums. */
function sumBlocks(k: usize): f64 {
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
  runTask();
}

/** Expands the leaf coefficients of a position. */
export function expandPosition(q: usize): void {
  describe(0, expand);
  describe(1, q);
  runTask();
}

/**
 * Log likelihood of the coefficients expanded last, with the noise of a position. Leaves the
 * residuals in `logits`.
 */
export function likelihood(q: usize): f64 {
  describe(0, likelihoods);
  describe(1, noiseOf(q));
  runTask();
  return sumBlocks(0);
}

/** The second pass, see `finishBlock`. */
export function finishGradients(q: usize, p: usize, g: usize, kick: f32): void {
  describe(0, finish);
  describe(1, q);
  describe(2, p);
  describe(3, g);
  store<f32>(control + taskAt, kick, 40);
  runTask();
  memory.copy(scaleTotal, blockScales, (<usize>rowVectors) << 5);
  for (let block = 1; block < blocks; block++) {
    const part = blockScales + (<usize>(block * rowVectors) << 5);
    for (let k: usize = 0; k < (<usize>rowVectors) << 5; k += 16) {
      v128.store(scaleTotal + k, f64x2.add(v128.load(scaleTotal + k), v128.load(part + k)));
    }
  }
}

/** Twice the kinetic energy of the last second pass, without the head. */
export function kineticTwice(): f64 {
  return sumBlocks(1);
}

/** Squared length of z in the last second pass, without the head. */
export function squaredLength(): f64 {
  return sumBlocks(2);
}

/** The products of the U-turn criterion, see `uTurnBlock`. */
export function uTurnProducts(firstA: usize, lastA: usize, totalA: usize, firstB: usize, lastB: usize, totalB: usize, sum: usize, products: usize): void {
  describe(0, uTurn);
  describe(1, firstA);
  describe(2, lastA);
  describe(3, totalA);
  describe(4, firstB);
  describe(5, lastB);
  describe(6, totalB);
  describe(7, sum);
  runTask();
  for (let k: usize = 0; k < 6; k++) store<f64>(products + (k << 3), sumBlocks(3 + k));
}
