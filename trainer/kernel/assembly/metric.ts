// The metric: from levels to inverse masses, and the rotations of a step size.

import { backwards, cosines, forwards, headBytes, headVectors, inverseMass, levelsPerDoubling, levelTable, massLevels, vectorLength } from "./layout";

// In the table lie 256 inverse masses, then the rotations: as many cosines, forwards, backwards.
const cosineTable: usize = 1024;
const forwardTable: usize = 2048;
const backwardTable: usize = 3072;

/** Fills `inverseMass` from the levels. To be called when they have changed, and `prepareStep` after it. */
export function adoptLevels(): void {
  for (let level = 0; level < 256; level++) {
    store<f32>(levelTable + ((<usize>level) << 2), <f32>Math.pow(2, -(<f64>level) / <f64>levelsPerDoubling));
  }
  const stop = <usize>vectorLength() << 2;
  for (let k = (<usize>headVectors) << 2; k < stop; k++) {
    store<f32>(inverseMass + (k << 2), load<f32>(levelTable + ((<usize>load<u8>(massLevels + k)) << 2)));
  }
}

/** Fills the rotations for a time. To be called again when the metric or the time has changed. */
export function prepareStep(time: f64): void {
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
