import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, vi } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../trainer/train/options.ts";
import { trainModel } from "../../../trainer/train/train-model.ts";
import { earlierRun } from "../train/starts/earlier-run.ts";
import { redisTest, startRedis } from "./redis.ts";
import { startWorker } from "./workers.ts";

vi.setConfig({ testTimeout: 180_000 });
beforeAll(ensureKernel, 120_000);

redisTest(
  "a warm start that keeps some draws gives the model of one machine, also after a stop",
  async () => {
    const { folder, run: from, options } = await earlierRun();
    const bounded: TrainOptions = {
      ...{ ...options, from, maxDisk: 1, calibration: "cross-fit" },
      // Slow enough to be stopped.
      ...{ backend: "double", draws: 1000 },
    };
    const local = await trainModel({ ...bounded, out: join(folder, "local.msgpack") }, silentProgress);

    const shared = join(folder, "shared");
    await mkdir(shared);
    const { url: queue } = await startRedis();
    const worker = await startWorker("a", queue, shared);
    const queued: TrainOptions = { ...bounded, queue, shared, out: join(folder, "queued.msgpack") };
    const run = join(shared, "queued.run");
    const controller = new AbortController();
    // The only worker has the first chain, so the second one waits.
    void worker.says("chain 1 of queued.run: begun").then(() => controller.abort());
    await expect(trainModel(queued, silentProgress, controller.signal)).rejects.toThrow(`--resume ${run}`);
    expect(await trainModel({ ...queued, resume: run }, silentProgress)).toMatchObject({ folder: run });

    const [identity, localIdentity] = await Promise.all(
      [run, local.folder].map(async (one) => JSON.parse(await readFile(join(one, "run.json"), "utf8"))),
    );
    expect(identity).toEqual(localIdentity);
    expect(identity).toMatchObject({
      from,
      keepEvery: expect.any(Number),
      keepEveryOfFolds: expect.any(Number),
    });
    expect(existsSync(join(run, "start-1.f32"))).toBe(true);
    expect(await readFile(queued.out)).toEqual(await readFile(join(folder, "local.msgpack")));
  },
);
