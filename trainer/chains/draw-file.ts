import { closeSync, openSync, readSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import type { Problem } from "../model/problem.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { floatsOf } from "./draw-mean.ts";
import type { PosteriorDraws } from "./posterior-draws.ts";
import { chainFiles } from "./run-folder.ts";

/** Shape of a draw on disk: float32, little-endian; the scales of all groups, then beta, p x V. */
export type DrawShape = { readonly groups: number; readonly features: number; readonly columns: number };

/** Shape of the draws of a problem. */
export function drawShape({ tree, design }: Problem): DrawShape {
  return { groups: tree.groups.length, features: design.features, columns: tree.nodeCount - 1 };
}

/** Bytes of one draw. */
export function drawBytes({ groups, features, columns }: DrawShape): number {
  return 4 * (groups + features * columns);
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
  const files = Array.from({ length: chains }, (_, chain) => openSync(chainFiles(folder, chain).draws, "r"));
  const size = drawBytes(shape);
  const buffer = new Float32Array(size / 4);
  return {
    ...shape,
    count: chains * drawsPerChain,
    read: (draw, coefficients, scales) => {
      const file = files[Math.floor(draw / drawsPerChain)];
      if (file === undefined) throw new RangeError(`draw ${draw} does not exist`);
      const got = readSync(file, buffer, 0, size, (draw % drawsPerChain) * size);
      if (got !== size) {
        throw new HedgeError(
          "failed",
          `A file of draws in ${folder} is too short; train again without --resume.`,
        );
      }
      scales.set(buffer.subarray(0, shape.groups));
      coefficients.set(buffer.subarray(shape.groups));
    },
    close: () => {
      for (const file of files) closeSync(file);
    },
  };
}
