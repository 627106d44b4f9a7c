import { metricVectors } from "./layout.ts";

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
function treeVectors(depth: number): number {
  return 5 * (depth + 1);
}

/** Bytes of the kernel's memory that a chain takes whose trees have some depth, about. */
export function chainKernelBytes(size: ProblemSize, depth: number): number {
  const { rows, features, nonZeros, leaves, columns, noise } = size;
  const stride = 4 * Math.ceil(leaves / 4);
  const internals = 4 * Math.ceil((columns - leaves) / 4);
  const length = features * (stride + internals) + (noise ? rows * stride : 0);
  const vectors = 4 * length * (metricVectors + treeVectors(depth));
  const logits = 4 * rows * stride;
  const coefficients = 4 * features * stride;
  const design = 2 * 8 * nonZeros + 4 * (features + rows) + 2 * 4 * rows;
  return vectors + logits + coefficients + design;
}
