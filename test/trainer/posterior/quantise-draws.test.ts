import { describe, expect, test } from "vitest";
import { blockBytes, drawBytes, drawsOffset } from "../../../shared/artifact/blocks.ts";
import type { PosteriorDraws } from "../../../trainer/chains/posterior-draws.ts";
import { coefficientMoments } from "../../../trainer/posterior/coefficient-moments.ts";
import { evenlySpacedIndices } from "../../../trainer/posterior/evenly-spaced.ts";
import { coveredDeviations, quantiseDraws } from "../../../trainer/posterior/quantise-draws.ts";
import { syntheticDraws } from "../../fixtures/example-model.ts";

/** Coefficient of one feature and column in every packed draw, decoded straight from the layout. */
function decode(
  blocks: Uint8Array,
  draws: number,
  columns: number,
  feature: number,
  column: number,
): number[] {
  const view = new DataView(blocks.buffer, blocks.byteOffset + feature * blockBytes(draws, columns));
  const mean = view.getFloat32(0, true) * view.getInt8(8 + column);
  const step = view.getFloat32(4, true) * view.getUint8(8 + columns + column);
  return Array.from({ length: draws }, (_, s) => {
    const byte = view.getUint8(drawsOffset(columns) + s * drawBytes(columns) + (column >> 1));
    return mean + step * (((byte >> (4 * (column & 1))) & 15) - 8);
  });
}

function pack(draws: PosteriorDraws, wanted = draws.count) {
  const chosen = evenlySpacedIndices(draws.count, wanted);
  const moments = coefficientMoments(draws, chosen);
  return { chosen, moments, blocks: quantiseDraws(draws, chosen, moments) };
}

const size = { count: 200, features: 5, columns: 7, groups: 2 };
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("each coefficient of each draw", () => {
  // Means and deviations that differ by feature and column, as words and classes do.
  const draws = syntheticDraws(
    size,
    (j, v) => (j - 2) * (v - 3),
    (j, v) => 0.2 + 0.3 * j + 0.1 * v,
  );
  const { chosen, moments, blocks } = pack(draws, 50);
  const coefficients = new Float32Array(size.features * size.columns);
  const originals = chosen.map((draw) => {
    draws.read(draw, coefficients, new Float32Array(size.groups));
    return coefficients.slice();
  });

  test("is off by at most half a step within three deviations, and never by more than what was clipped", () => {
    for (let k = 0; k < coefficients.length; k++) {
      const [j, v] = [Math.floor(k / size.columns), k % size.columns];
      const deviation = moments.chosenDeviation[k] ?? 0;
      const step = (coveredDeviations * deviation) / 7;
      // The largest spread of a feature is 255 units and its largest mean 127 units. Both are
      // rounded, by at most half a unit.
      const others = Array.from({ length: size.columns }, (_, at) => j * size.columns + at);
      const spreadUnit =
        (coveredDeviations / 7 / 255) * Math.max(...others.map((at) => moments.chosenDeviation[at] ?? 0));
      const meanUnit = Math.max(...others.map((at) => Math.abs(moments.mean[at] ?? 0))) / 127;
      decode(blocks, 50, size.columns, j, v).forEach((decoded, s) => {
        const deviationOfDraw = (originals[s]?.[k] ?? 0) - (moments.chosenMean[k] ?? 0);
        const wanted = (moments.mean[k] ?? 0) + deviationOfDraw;
        const clipped = Math.max(0, Math.abs(deviationOfDraw) + meanUnit / 2 - 7 * (step - spreadUnit / 2));
        expect(Math.abs(decoded - wanted)).toBeLessThanOrEqual((step + spreadUnit) / 2 + clipped + 1e-6);
      });
    }
  });

  test("averages to the mean over all draws, not over the chosen ones", () => {
    for (let k = 0; k < coefficients.length; k++) {
      const [j, v] = [Math.floor(k / size.columns), k % size.columns];
      const step = (coveredDeviations * (moments.chosenDeviation[k] ?? 0)) / 7;
      const packed = average(decode(blocks, 50, size.columns, j, v));
      // Fifty rounding errors, uniform within half a step, average to 0 +- step / sqrt(12 * 50).
      // The bound is five of these standard errors, since there is clipping too.
      expect(Math.abs(packed - (moments.mean[k] ?? 0))).toBeLessThan((5 * step) / Math.sqrt(12 * 50));
    }
    const apart = moments.mean.map((mean, k) => Math.abs(mean - (moments.chosenMean[k] ?? 0)));
    expect(Math.max(...apart)).toBeGreaterThan(0.1);
  });
});

test("coefficients that never move, or are all zero, come back as they are", () => {
  const still = syntheticDraws(
    size,
    (j) => (j === 0 ? 0 : 2.5),
    () => 0,
  );
  const { blocks } = pack(still);
  expect(decode(blocks, 200, size.columns, 0, 3)).toEqual(new Array(200).fill(0));
  for (const value of decode(blocks, 200, size.columns, 1, 6)) expect(value).toBeCloseTo(2.5, 5);
});

test("one draw alone is packed as the mean over all draws", () => {
  const draws = syntheticDraws(
    size,
    () => 1,
    () => 1,
  );
  const { moments, blocks } = pack(draws, 1);
  const [only] = decode(blocks, 1, size.columns, 2, 2);
  const unit = Math.max(...moments.mean.slice(14, 21).map(Math.abs)) / 127;
  expect(Math.abs((only ?? 0) - (moments.mean[16] ?? 0))).toBeLessThanOrEqual(unit / 2 + 1e-9);
});

test("no nibble is ever 0: q runs from -7 to 7", () => {
  const { blocks } = pack(
    syntheticDraws(
      size,
      () => 0,
      () => 1,
    ),
  );
  for (let j = 0; j < size.features; j++) {
    const start = j * blockBytes(200, size.columns) + drawsOffset(size.columns);
    for (let s = 0; s < 200; s++) {
      for (let v = 0; v < size.columns; v++) {
        const byte = blocks[start + s * drawBytes(size.columns) + (v >> 1)] ?? 0;
        expect((byte >> (4 * (v & 1))) & 15).toBeGreaterThan(0);
      }
    }
  }
});
