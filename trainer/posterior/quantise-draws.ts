import { blockBytes, drawBytes, drawsOffset, largestStep } from "../../shared/artifact/blocks.ts";
import type { PosteriorDraws } from "../chains/posterior-draws.ts";
import type { CoefficientMoments } from "./coefficient-moments.ts";

/**
 * Standard deviations that the quantiser's steps reach on each side of the mean. A deviation beyond
 * is clipped (0.3 % of a normal's). One within is off by at most half a step, 3 / 14 of a standard
 * deviation.
 */
export const coveredDeviations = 3;

/**
 * Quantises the chosen draws into blocks (layout in `shared/artifact/blocks.ts`), reading one draw
 * at a time.
 *
 * What is packed is not the draw itself but `mean of all draws + (draw - mean of the chosen
 * draws)`: the chosen draws keep their spread, and their mean becomes that of all draws, as with a
 * control variate. Each deviation is rounded against the quantised mean, so that the rounding of
 * the mean does not shift a coefficient in every draw.
 *
 * @param chosen draws to pack, ascending; those that `moments` was computed with
 * @returns p blocks of `blockBytes(S, V)` bytes
 */
export function quantiseDraws(
  draws: PosteriorDraws,
  chosen: readonly number[],
  moments: CoefficientMoments,
): Uint8Array {
  const { features, columns } = draws;
  const bytesPerBlock = blockBytes(chosen.length, columns);
  const blocks = new Uint8Array(features * bytesPerBlock);
  const base = new Float64Array(features * columns);
  const step = new Float64Array(features * columns);
  for (let j = 0; j < features; j++) {
    const from = j * columns;
    const block = blocks.subarray(j * bytesPerBlock, (j + 1) * bytesPerBlock);
    writeUnits(block, columns, moments, from, base, step);
  }

  const coefficients = new Float32Array(features * columns);
  const scales = new Float32Array(draws.groups);
  chosen.forEach((draw, s) => {
    draws.read(draw, coefficients, scales);
    for (let j = 0; j < features; j++) {
      const at = j * bytesPerBlock + drawsOffset(columns) + s * drawBytes(columns);
      for (let v = 0; v < columns; v++) {
        const k = j * columns + v;
        const value = (moments.mean[k] ?? 0) + (coefficients[k] ?? 0) - (moments.chosenMean[k] ?? 0);
        const nibble = 8 + roundToStep(value - (base[k] ?? 0), step[k] ?? 0);
        const byte = at + (v >> 1);
        blocks[byte] = (blocks[byte] ?? 0) | (nibble << (4 * (v & 1)));
      }
    }
  });
  return blocks;
}

/**
 * Writes a block's units, means and spreads. `base` and `step` get what a reader decodes of them.
 */
function writeUnits(
  block: Uint8Array,
  columns: number,
  moments: CoefficientMoments,
  from: number,
  base: Float64Array,
  step: Float64Array,
): void {
  const means = moments.mean.subarray(from, from + columns);
  const deviations = moments.chosenDeviation.subarray(from, from + columns);
  const meanUnit = Math.fround(largest(means) / 127);
  const spreadUnit = Math.fround((largest(deviations) * coveredDeviations) / largestStep / 255);
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  view.setFloat32(0, meanUnit, true);
  view.setFloat32(4, spreadUnit, true);
  for (let v = 0; v < columns; v++) {
    const mean = meanUnit > 0 ? clamp(Math.round((means[v] ?? 0) / meanUnit), 127) : 0;
    const wanted = ((deviations[v] ?? 0) * coveredDeviations) / largestStep;
    const spread = spreadUnit > 0 ? Math.min(255, Math.round(wanted / spreadUnit)) : 0;
    view.setInt8(8 + v, mean);
    view.setUint8(8 + columns + v, spread);
    base[from + v] = meanUnit * mean;
    step[from + v] = spreadUnit * spread;
  }
}

function roundToStep(deviation: number, step: number): number {
  return step > 0 ? clamp(Math.round(deviation / step), largestStep) : 0;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
