import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import type { Problem } from "../model/problem.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { floatsOf } from "./draw-mean.ts";
import type { PosteriorDraws } from "./posterior-draws.ts";
import { chainFiles } from "./run-folder.ts";

/**
 * Shape of a draw on disk, little-endian: the scales of all groups in float32, then beta, p x V.
 * Beta is float32 where all draws are kept. Where some are, whose mean is known exactly, it is
 * bfloat16: the upper half of a float32.
 */
export type DrawShape = { readonly groups: number; readonly features: number; readonly columns: number };

/** Shape of the draws of a problem. */
export function drawShape({ tree, design }: Problem): DrawShape {
  return { groups: tree.groups.length, features: design.features, columns: tree.nodeCount - 1 };
}

/** Bytes of one draw, in half precision or not. */
export function drawBytes({ groups, features, columns }: DrawShape, isHalf = false): number {
  return 4 * groups + (isHalf ? 2 : 4) * features * columns;
}

/** The file of a chain's draws, and whether it has them in half precision. */
export function drawFile(folder: string, chain: number): { readonly path: string; readonly isHalf: boolean } {
  const { draws, someDraws } = chainFiles(folder, chain);
  const isHalf = existsSync(someDraws);
  return { path: isHalf ? someDraws : draws, isHalf };
}

/** The bytes of a draw in half precision, each number rounded to the nearest. */
export function halfDrawBytes(draw: Float32Array, groups: number): Uint8Array {
  const bits = new Uint32Array(draw.buffer, draw.byteOffset, draw.length);
  const half = new Uint16Array(2 * groups + draw.length - groups);
  half.set(new Uint16Array(draw.buffer, draw.byteOffset, 2 * groups));
  for (let k = groups; k < draw.length; k++) {
    const value = bits[k] ?? 0;
    // Of two that are equally near, the one that ends in 0.
    half[groups + k] = (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
  return new Uint8Array(half.buffer);
}

/** Puts the coefficients of a draw in half precision into an array. */
function readHalf(half: Uint16Array, coefficients: Float32Array): void {
  const bits = new Uint32Array(coefficients.buffer, coefficients.byteOffset, coefficients.length);
  for (let k = 0; k < bits.length; k++) bits[k] = (half[k] ?? 0) << 16;
}

/** The mean of all coefficients over all draws of a finished run that kept some of them, p x V. */
export function readDrawMean(folder: string, chains: number, shape: DrawShape): Float64Array {
  const mean = new Float64Array(shape.features * shape.columns);
  for (let chain = 0; chain < chains; chain++) {
    const stored = readCheckpoint(chainFiles(folder, chain).checkpoint)?.mean;
    if (stored === undefined) throw new Error(`chain ${chain} in ${folder} has no mean of its draws`);
    const values = floatsOf(stored.values).subarray(shape.groups);
    for (let k = 0; k < mean.length; k++) mean[k] = (mean[k] ?? 0) + (values[k] ?? 0) / chains;
  }
  return mean;
}

/**
 * Opens the draws of a finished run, which are read from its files one at a time.
 *
 * @param drawsPerChain those that are kept
 */
export function openDraws(
  folder: string,
  chains: number,
  drawsPerChain: number,
  shape: DrawShape,
): PosteriorDraws & { close(): void } {
  const opened = Array.from({ length: chains }, (_, chain) => drawFile(folder, chain));
  const isHalf = opened.some((file) => file.isHalf);
  const files = opened.map(({ path }) => openSync(path, "r"));
  const size = drawBytes(shape, isHalf);
  const { groups, features, columns } = shape;
  const buffer = new ArrayBuffer(4 * Math.ceil(size / 4));
  const bytes = new Uint8Array(buffer, 0, size);
  return {
    ...shape,
    count: chains * drawsPerChain,
    read: (draw, coefficients, scales) => {
      const file = files[Math.floor(draw / drawsPerChain)];
      if (file === undefined) throw new RangeError(`draw ${draw} does not exist`);
      const got = readSync(file, bytes, 0, size, (draw % drawsPerChain) * size);
      if (got !== size) {
        throw new HedgeError(
          "failed",
          `A file of draws in ${folder} is too short; train again without --resume.`,
        );
      }
      scales.set(new Float32Array(buffer, 0, groups));
      if (isHalf) readHalf(new Uint16Array(buffer, 4 * groups, features * columns), coefficients);
      else coefficients.set(new Float32Array(buffer, 4 * groups));
    },
    close: () => {
      for (const file of files) closeSync(file);
    },
  };
}
