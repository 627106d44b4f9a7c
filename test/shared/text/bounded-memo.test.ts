import { expect, it, vi } from "vitest";
import { boundedMemo } from "../../../shared/text/bounded-memo.ts";

it("computes a result once, and forgets what is not asked for when there are many", () => {
  const compute = vi.fn((key: string) => key.length);
  const memo = boundedMemo(compute);
  expect([memo("tea"), memo("tea"), memo("coffee")]).toEqual([3, 3, 6]);
  expect(compute).toHaveBeenCalledTimes(2);
  for (let k = 0; k < 20_000; k++) {
    memo(`${k}`);
    memo("tea");
  }
  expect(compute).toHaveBeenCalledTimes(20_002);
  expect(memo("coffee")).toBe(6);
  expect(compute).toHaveBeenCalledTimes(20_003);
});

it("keeps no long key", () => {
  const compute = vi.fn((key: string) => key.length);
  const memo = boundedMemo(compute);
  expect([memo("a".repeat(50)), memo("a".repeat(50))]).toEqual([50, 50]);
  expect(compute).toHaveBeenCalledTimes(2);
});
