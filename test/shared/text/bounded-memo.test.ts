import { expect, it, vi } from "vitest";
import { boundedMemo } from "../../../shared/text/bounded-memo.ts";

it("computes a result once, and forgets all when there are many", () => {
  const compute = vi.fn((key: string) => key.length);
  const memo = boundedMemo(compute);
  expect([memo("tea"), memo("tea"), memo("coffee")]).toEqual([3, 3, 6]);
  expect(compute).toHaveBeenCalledTimes(2);
  for (let k = 0; k < 5_000; k++) memo(`${k}`);
  expect(memo("tea")).toBe(3);
  expect(compute).toHaveBeenCalledTimes(5_003);
});

it("keeps no long key", () => {
  const compute = vi.fn((key: string) => key.length);
  const memo = boundedMemo(compute);
  expect([memo("a".repeat(50)), memo("a".repeat(50))]).toEqual([50, 50]);
  expect(compute).toHaveBeenCalledTimes(2);
});
