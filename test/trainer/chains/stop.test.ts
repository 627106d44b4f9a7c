import { beforeAll, expect, test, vi } from "vitest";
import { runChains } from "../../../trainer/chains/run-chains.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { type Progress, silentProgress } from "../../../trainer/progress/progress.ts";
import { folderWith } from "../data/files.ts";
import { randomProblem, trees } from "../model/problems.ts";
import { filesIn, smallJob } from "./runs.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

/** Many rows, so that a draw takes much longer than the end of a thread. */
const problem = randomProblem({
  tree: trees["depth 2, 2 + 3 leaves"],
  rows: 200_000,
  likelihoodPower: 100,
});

test("a chain in a long draw is ended, and no other starts", async () => {
  const folder = await folderWith({});
  const controller = new AbortController();
  const started: string[] = [];
  // The chain says that its first draw is done, so it is in the second.
  const progress: Progress = {
    ...silentProgress,
    start: (name) => {
      started.push(name);
      return { advance: () => controller.abort(), finish: () => {} };
    },
  };
  const job = smallJob(folder, { problem, probes: [], draws: 1000, backend: "double" });
  const options = { chains: 3, threads: 1, signal: controller.signal, stopPatience: 0 };
  await expect(runChains(job, options, progress)).rejects.toMatchObject({
    code: "failed",
    message: `Stopped; all but the last draws is saved. Go on with the same options and --resume ${folder}.`,
  });
  expect(started).toEqual(["chain 1"]);
  const files = Object.keys(await filesIn(folder));
  expect(files.filter((name) => !name.startsWith("chain-0."))).toEqual([]);
});
