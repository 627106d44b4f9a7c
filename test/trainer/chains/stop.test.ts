import { beforeAll, expect, test, vi } from "vitest";
import { runChains } from "../../../trainer/chains/run-chains.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { type Progress, silentProgress } from "../../../trainer/progress/progress.ts";
import { folderWith } from "../data/files.ts";
import { randomProblem, trees } from "../model/problems.ts";
import { filesIn, smallJob } from "./runs.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

/** Many rows with a large power: a draw is some hundred steps, which take seconds. */
const problem = randomProblem({
  tree: trees["depth 2, 2 + 3 leaves"],
  rows: 200_000,
  likelihoodPower: 100,
});

test("a chain in a long draw is ended, no other starts, and the run goes on from what was saved", async () => {
  const folder = await folderWith({});
  const controller = new AbortController();
  const started: string[] = [];
  const progress: Progress = {
    ...silentProgress,
    start: (name, total) => {
      started.push(name);
      setTimeout(() => controller.abort(), 1000);
      return silentProgress.start(name, total);
    },
  };
  const job = smallJob(folder, { problem, probes: [], draws: 1000, backend: "double" });
  const began = performance.now();
  const options = { chains: 3, threads: 1, signal: controller.signal, stopPatience: 100 };
  await expect(runChains(job, options, progress)).rejects.toMatchObject({
    code: "failed",
    message: `Stopped; all but the last draws is saved. Go on with the same options and --resume ${folder}.`,
  });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(started).toEqual(["chain 1"]);
  expect(Object.keys(await filesIn(folder)).sort()).toEqual(["chain-0.draws.f32", "chain-0.trace.ndjson"]);
});
