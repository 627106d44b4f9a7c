import { metricVectors, padded } from "./layout.ts";

/** How large a problem is. */
export type ProblemSize = {
  readonly rows: number;
  readonly features: number;
  /** Numbers in the design matrix. */
  readonly nonZeros: number;
  readonly leaves: number;
  readonly columns: number;
  /** Whether every row has noise on the logits of its leaves. */
  readonly noise: boolean;
};

/** Bytes that a 32-bit address reaches: the memory of a chain. */
export const mostKernelBytes = 2 ** 32;

/** Vectors of the largest tree of a depth from 2 on, the origin's and the integrator's included. */
export function treeVectors(depth: number): number {
  return 5 * (depth + 1);
}

/** Vectors of a trajectory without a Metropolis correction, its origin's included. */
export const unadjustedVectors = 7;

/** Bytes of the kernel's memory that rows take: their logits, and the design matrix. */
export function rowsKernelBytes({
  rows,
  nonZeros,
  leaves,
}: Pick<ProblemSize, "rows" | "nonZeros" | "leaves">) {
  return 4 * rows * padded(leaves) + 2 * 8 * nonZeros + 3 * 4 * rows;
}

/** Bytes of the kernel's memory of a chain, about, whose trajectories have so many vectors. */
export function chainKernelBytes(size: ProblemSize, trajectoryVectors: number): number {
  const { rows, features, leaves, columns, noise } = size;
  const stride = padded(leaves);
  const internals = padded(columns - leaves);
  const length = features * (stride + internals) + (noise ? rows * stride : 0);
  const vectors = 4 * length * (metricVectors + trajectoryVectors);
  return vectors + 4 * features * (stride + 1) + rowsKernelBytes(size);
}
