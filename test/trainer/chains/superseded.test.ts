import { beforeAll, expect, test } from "vitest";
import { signals } from "../../../trainer/chains/chain-job.ts";
import { chainThreads } from "../../../trainer/chains/chain-threads.ts";
import { runInThread } from "../../../trainer/chains/run-chains.ts";
import { chainFiles } from "../../../trainer/chains/run-folder.ts";
import { takeClaim } from "../../../trainer/files/claim.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { folderWith } from "../data/files.ts";
import { filesIn, smallJob } from "./runs.ts";

beforeAll(ensureKernel, 120_000);

test("a chain whose claim is taken stops within seconds, and leaves no checkpoint", async () => {
  const folder = await folderWith({});
  const { claim } = await takeClaim(chainFiles(folder, 0).claim, "a", "");
  const task = { advance: (done: number) => void (done === 5 && takeClaim(claim.file, "b", "")) };
  const job = {
    ...smallJob(folder, { backend: "double", draws: 1_000_000 }),
    ...{ chain: 0, kernel: undefined, claim, signals: new SharedArrayBuffer(signals.bytes) },
  };
  const threads = chainThreads();
  expect(await runInThread(await threads.next(job.problem), job, task, {})).toBe("superseded");
  await threads.close();
  expect(Object.keys(await filesIn(folder))).not.toContain("chain-0.checkpoint.msgpack");
});
