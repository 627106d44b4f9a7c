import type { Vector } from "./mechanics.ts";

/** Vectors with counted owners, in any memory. */
export type VectorPool = {
  acquire(): Vector;
  retain(vector: Vector): Vector;
  /** @throws Error when the vector has no owner, which is a defect of the caller */
  release(vector: Vector): void;
  /** Number of vectors that exist, in use or not. */
  size(): number;
  /** Number of vectors that have an owner. */
  inUse(): number;
};

/** @param create makes the memory of a vector that has never been in use */
export function vectorPool(create: (vector: Vector) => void): VectorPool {
  const owners: number[] = [];
  const free: Vector[] = [];
  return {
    acquire: () => {
      const reused = free.pop();
      const vector = reused ?? owners.length;
      if (reused === undefined) create(vector);
      owners[vector] = 1;
      return vector;
    },
    retain: (vector) => {
      owners[vector] = (owners[vector] ?? 0) + 1;
      return vector;
    },
    release: (vector) => {
      const left = (owners[vector] ?? 0) - 1;
      if (left < 0) throw new Error(`vector ${vector} was released more often than it was acquired`);
      owners[vector] = left;
      if (left === 0) free.push(vector);
    },
    size: () => owners.length,
    inUse: () => owners.length - free.length,
  };
}
