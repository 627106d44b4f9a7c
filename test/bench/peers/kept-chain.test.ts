import { expect, test } from "vitest";
import { keptChain } from "../../../bench/peers/kept-chain.ts";
import type { ChainResult } from "../../../bench/peers/peer-chain.ts";
import { folderWith } from "../../trainer/data/files.ts";

const chain: ChainResult = {
  draws: [Float64Array.of(1, 2), Float64Array.of(3, Math.PI), Float64Array.of(5, -0)],
  ...{ compileSeconds: 1, warmUpSeconds: 2, drawSeconds: 3, cpuSeconds: 4, gradients: 5, divergences: 6 },
};

async function setting(problem = "a problem") {
  return await folderWith({ "problem.bin": problem, "positions.f32": "starts" });
}

test("a chain that is kept is not run again, and is the same to the last bit", async () => {
  const [folder, keep] = [await setting(), await folderWith({})];
  let runs = 0;
  const ask = (parts: unknown, from = folder) =>
    keptChain(keep, { folder: from, sources: ["sample.py"], parts }, async () => {
      runs++;
      return chain;
    });
  const first = await ask({ seed: 1 });
  expect(await ask({ seed: 1 })).toEqual(first);
  expect([runs, first]).toEqual([1, chain]);
  await ask({ seed: 2 });
  await ask({ seed: 1 }, await setting("another problem"));
  expect(runs).toBe(3);
});

test("a chain that fails is not kept, and nothing is kept without a folder", async () => {
  const [folder, keep] = [await setting(), await folderWith({})];
  const identity = { folder, sources: ["sample.py"], parts: 1 };
  const failing = async () => {
    throw new RangeError("no");
  };
  await expect(keptChain(keep, identity, failing)).rejects.toThrow("no");
  expect(await keptChain(keep, identity, async () => chain)).toEqual(chain);
  await expect(keptChain(null, identity, failing)).rejects.toThrow("no");
});
