// The metric: inverse masses from levels, and the rotations of a step.

import { backwards, cosines, forwards, headBytes, headVectors, inverseMass, levelsPerDoubling, levelTable, massLevels, vectorLength } from "./layout";

// The table has 256 inverse masses, then the rotations: as many each of cosines, forwards,
// backwards.
const cosineTable: usize = 1024;
const forwardTable: usize = 2048;
const backwardTable: usize = 3072;

/**
 * Fills `inverseMass` from the levels, when they have changed. Call `prepareRotations` after it.
 */
export function fillInverseMass(): void {
  for (let level = 0; level < 256; level++) {
    store<f32>(levelTable + ((<usize>level) << 2), <f32>Math.pow(2, -(<f64>level) / <f64>levelsPerDoubling));
  }
  const stop = <usize>vectorLength() << 2;
  for (let k = (<usize>headVectors) << 2; k < stop; k++) {
    store<f32>(inverseMass + (k << 2), load<f32>(levelTable + ((<usize>load<u8>(massLevels + k)) << 2)));
  }
}

/** Fills the rotations for a time. Call it again when the metric or the time has changed. */
export function prepareRotations(time: f64): void {
  for (let level = 0; level < 256; level++) {
    const frequency = Math.pow(2, -(<f64>level) / (2 * <f64>levelsPerDoubling));
    const sine = Math.sin(frequency * time);
    const to = levelTable + ((<usize>level) << 2);
    store<f32>(to + cosineTable, <f32>Math.cos(frequency * time));
    store<f32>(to + forwardTable, <f32>(frequency * sine));
    store<f32>(to + backwardTable, <f32>(sine / frequency));
  }
  const stop = <usize>vectorLength() << 4;
  for (let k = headBytes(); k < stop; k += 4) {
    const from = levelTable + ((<usize>load<u8>(massLevels + (k >> 2))) << 2);
    store<f32>(cosines + k, load<f32>(from + cosineTable));
    store<f32>(forwards + k, load<f32>(from + forwardTable));
    store<f32>(backwards + k, load<f32>(from + backwardTable));
  }
}
