import { expect, test } from "vitest";
import { vectorPool } from "../../../trainer/nuts/vector-pool.ts";

test("a vector is created when none is free and reused after its last release", () => {
  const made: number[] = [];
  const pool = vectorPool((vector) => made.push(vector));
  const [a, b] = [pool.acquire(), pool.acquire()];
  expect(made).toEqual([a, b]);
  expect({ size: pool.size(), inUse: pool.inUse() }).toEqual({ size: 2, inUse: 2 });

  expect(pool.retain(a)).toBe(a);
  pool.release(a);
  expect(pool.acquire()).not.toBe(a);
  pool.release(a);
  expect(pool.acquire()).toBe(a);
  expect(made).toHaveLength(3);
  expect({ size: pool.size(), inUse: pool.inUse() }).toEqual({ size: 3, inUse: 3 });
});

test("releasing a vector without an owner is an error", () => {
  const pool = vectorPool(() => {});
  const vector = pool.acquire();
  pool.release(vector);
  expect(() => pool.release(vector)).toThrow("vector 0 was released more often than it was acquired");
});
