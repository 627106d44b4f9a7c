import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keptResult, resultKey } from "../../../bench/harness/kept-results.ts";
import { folderWith } from "../../trainer/data/files.ts";

const chain = {
  draws: [Float64Array.of(1, 2), Float64Array.of(3, Math.PI), Float64Array.of(5, -0)],
  maxRHat: Number.NaN,
};

test("a result that is kept is not computed again, and is the same to the last bit", async () => {
  const keep = await folderWith({});
  let runs = 0;
  const ask = (...parts: readonly unknown[]) =>
    keptResult(keep, resultKey(...parts), async () => {
      runs++;
      return chain;
    });
  const first = await ask({ seed: 1 }, Int32Array.of(1));
  expect(await ask({ seed: 1 }, Int32Array.of(1))).toEqual(first);
  expect([runs, first]).toEqual([1, chain]);
  await ask({ seed: 2 }, Int32Array.of(1));
  await ask({ seed: 1 }, Int32Array.of(2));
  expect(runs).toBe(3);
});

test("kept results are found again, one cut short is not", async () => {
  const keep = await folderWith({});
  await keptResult(keep, "one", async () => chain);
  await keptResult(keep, "two", async () => chain);
  expect(readdirSync(keep).sort()).toEqual(["one", "two"]);
  const whole = readFileSync(join(keep, "two"));
  writeFileSync(join(keep, "two"), whole.subarray(0, whole.length - 20));
  expect(await keptResult(keep, "one", async () => null)).toEqual(chain);
  expect(await keptResult(keep, "two", async () => null)).toBeNull();
});

test("a result that fails is not kept, and nothing is kept without a folder", async () => {
  const keep = await folderWith({});
  const failing = async () => {
    throw new RangeError("no");
  };
  await expect(keptResult(keep, "one", failing)).rejects.toThrow("no");
  expect(await keptResult(keep, "one", async () => chain)).toEqual(chain);
  await expect(keptResult(undefined, "one", failing)).rejects.toThrow("no");
});
