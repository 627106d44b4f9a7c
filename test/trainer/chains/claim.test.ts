import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { signals } from "../../../trainer/chains/chain-job.ts";
import { holdsClaim, releaseClaim, takeClaim } from "../../../trainer/chains/claim.ts";
import { runInThread } from "../../../trainer/chains/run-chains.ts";
import { chainFiles } from "../../../trainer/chains/run-folder.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { folderWith } from "../data/files.ts";
import { filesIn, smallJob } from "./runs.ts";

beforeAll(ensureKernel, 120_000);

test("the last worker that claims a chain holds it, and only it can give the claim up", async () => {
  const file = join(await folderWith({}), "claim.json");
  const { claim: first } = await takeClaim(file, "a", "");
  expect(holdsClaim(first)).toBe(true);
  const { claim: second } = await takeClaim(file, "b", "");
  expect([holdsClaim(first), holdsClaim(second)]).toEqual([false, true]);
  releaseClaim(first);
  expect(holdsClaim(second)).toBe(true);
  releaseClaim(second);
  expect(existsSync(file)).toBe(false);
  expect(holdsClaim(second)).toBe(false);
});

test("workers are counted that were lost with a chain since its last checkpoint", async () => {
  const file = join(await folderWith({}), "claim.json");
  const tries = async (saved: string) => (await takeClaim(file, "a", saved)).tries;
  expect(await tries("")).toBe(1);
  expect(await tries("")).toBe(2);
  expect(await tries("0123")).toBe(1);
  expect(await tries("0123")).toBe(2);
  await rm(file);
  expect(await tries("0123")).toBe(1);
});

test("a chain whose claim is taken stops within seconds, and leaves no checkpoint", async () => {
  const folder = await folderWith({});
  const { claim } = await takeClaim(chainFiles(folder, 0).claim, "a", "");
  const task = { advance: (done: number) => void (done === 5 && takeClaim(claim.file, "b", "")) };
  const job = {
    ...smallJob(folder, { backend: "double", draws: 1_000_000 }),
    ...{ chain: 0, kernel: undefined, claim, signals: new SharedArrayBuffer(signals.bytes) },
  };
  expect(await runInThread(job, task, {})).toBe("superseded");
  expect(Object.keys(await filesIn(folder))).not.toContain("chain-0.checkpoint.msgpack");
});
