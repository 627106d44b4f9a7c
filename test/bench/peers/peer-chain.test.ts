import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { attempt } from "../../../bench/harness/study.ts";
import { runPeerChain } from "../../../bench/peers/peer-chain.ts";
import { HedgeError } from "../../../shared/errors.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { folderWith } from "../../trainer/data/files.ts";

const watched = 3;
const asked = { chain: 0, seed: 1, warmup: 100, draws: 150, seconds: 20 };

/** A peer that had time for some iterations of warm-up and some draws. */
async function chainOf(warmUp: number, draws: number, of = asked) {
  const folder = await folderWith({});
  const peer = {
    ask: async () => {
      const numbers = Float64Array.from({ length: draws * watched }, (_, k) => k);
      writeFileSync(join(folder, "draws.f64"), new Uint8Array(numbers.buffer));
      return { warmUp, warmUpSeconds: 12, drawSeconds: 8 };
    },
  };
  return await runPeerChain(peer, folder, of, watched);
}

test("draws are read one after the other", async () => {
  const { draws } = await chainOf(100, 60);
  expect(draws).toHaveLength(60);
  expect(Array.from(draws[1] ?? [])).toEqual([3, 4, 5]);
});

test("too few draws to say anything are an error that says what there was time for", async () => {
  await expect(chainOf(100, 49)).rejects.toThrow(
    /20 seconds were enough for 49 draws, after 12 seconds of warm-up; 50 draws .*--seconds/,
  );
  await expect(chainOf(37, 0)).rejects.toThrow(/37 of 100 iterations of warm-up and no draw/);
});

test("who is asked for fewer draws than that may make as many", async () => {
  expect((await chainOf(100, 10, { ...asked, draws: 10 })).draws).toHaveLength(10);
});

test("one that fails is left out with its reason, and the others go on", async () => {
  const study = { progress: silentProgress, skipped: new Set<string>() };
  const done: (number | null)[] = [];
  for (const draws of [150, 3, 60])
    done.push(await attempt(study, `${draws}`, async () => (await chainOf(100, draws)).draws.length));
  expect(done).toEqual([150, null, 60]);
  expect([...study.skipped]).toEqual([expect.stringMatching(/^3: 20 seconds were enough for 3 draws/)]);
});

test("a defect is nobody's reason to be left out", async () => {
  const study = { progress: silentProgress, skipped: new Set<string>() };
  const defect = async () => {
    throw new RangeError("a defect");
  };
  await expect(attempt(study, "1", defect)).rejects.toThrow("a defect");
  const userError = async () => {
    throw new HedgeError("failed", "no time");
  };
  expect(await attempt(study, "1", userError)).toBeNull();
});
