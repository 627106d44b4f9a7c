import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { mapInOrder } from "../../../trainer/labelling/in-order.ts";

async function* numbers(count: number) {
  for (let k = 0; k < count; k++) yield k;
}

test("gives results in the order of the items, and runs no more than it may", async () => {
  let running = 0;
  let most = 0;
  const slow = async (k: number) => {
    most = Math.max(most, ++running);
    await setTimeout(k % 3);
    running--;
    return k;
  };
  const found: number[] = [];
  for await (const one of mapInOrder(numbers(20), 4, slow)) found.push(one);
  expect(found).toEqual([...Array(20).keys()]);
  expect(most).toBe(4);
});

test("a failure is thrown in its place", async () => {
  const found: number[] = [];
  const run = async () => {
    for await (const one of mapInOrder(numbers(9), 3, async (k) => {
      if (k === 4) throw new Error("four");
      return k;
    }))
      found.push(one);
  };
  await expect(run()).rejects.toThrow("four");
  expect(found).toEqual([0, 1, 2, 3]);
});
