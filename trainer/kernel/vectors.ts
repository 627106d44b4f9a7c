import type { Position, Vector } from "../nuts/mechanics.ts";
import { type VectorPool, vectorPool } from "../nuts/vector-pool.ts";
import { type KernelLayout, kernelPositions } from "./layout.ts";
import type { Kernel } from "./load.ts";

/** Vectors in the kernel's memory. */
export type KernelVectors = VectorPool & {
  address(vector: Vector): number;
  /** A vector in the kernel's own layout, valid until the next call of any kind. */
  view(vector: Vector): Float32Array;
  /** The log scales of a vector, valid until the next call of any kind. */
  head(vector: Vector): Float32Array;
  /** Position in a vector of every parameter, in the order of the parameter layout. */
  readonly positions: Int32Array;
  /** Copies parameters (in the order of the parameter layout) into a vector. */
  write(vector: Vector, parameters: ArrayLike<number>): void;
  /** Copies a position's parameters out. */
  read(vector: Vector, parameters: Float64Array): void;
  /**
   * Copies the gradient of the log density out. The kernel's own gradient lacks the standard normal
   * prior, which the integrator solves exactly.
   */
  readGradient(position: Position, gradient: Float64Array): void;
};

/** Builds the vectors of a problem that is installed in a kernel. */
export function kernelVectors(kernel: Kernel, layout: KernelLayout): KernelVectors {
  const { length, headLength } = layout;
  const scaleCount = layout.parameters.freeGroups.length;
  const positions = kernelPositions(layout);
  const addresses: number[] = [];
  const pool = vectorPool((vector) => {
    addresses[vector] = kernel.allocate(4 * length);
  });

  const address = (vector: Vector): number => {
    const found = addresses[vector];
    if (found === undefined) throw new Error(`vector ${vector} does not exist`);
    return found;
  };
  const view = (vector: Vector) => kernel.floats(address(vector), length);

  return {
    ...pool,
    address,
    view,
    head: (vector) => kernel.floats(address(vector), headLength),
    positions,

    write: (vector, parameters) => {
      const values = view(vector);
      for (let k = 0; k < positions.length; k++) values[positions[k] ?? 0] = parameters[k] ?? 0;
    },

    read: (vector, parameters) => {
      const values = view(vector);
      for (let k = 0; k < positions.length; k++) parameters[k] = values[positions[k] ?? 0] ?? 0;
    },

    readGradient: ({ q, gradient }, out) => {
      const [values, slopes] = [view(q), view(gradient)];
      for (let k = 0; k < positions.length; k++) {
        const position = positions[k] ?? 0;
        out[k] = (slopes[position] ?? 0) - (k < scaleCount ? 0 : (values[position] ?? 0));
      }
    },
  };
}
