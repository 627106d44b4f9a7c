import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Queue } from "bullmq";
import { beforeAll, expect, vi } from "vitest";
import type { LocalWorker } from "../../../bench/queue/local-worker.ts";
import { runOnQueue } from "../../../bench/queue/queued-run.ts";
import { runChains, type SharedJob } from "../../../trainer/chains/run-chains.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { arithmeticName } from "../../../trainer/queue/arithmetic.ts";
import { openQueueEngine } from "../../../trainer/queue/queue-engine.ts";
import { keyPrefix, queueName } from "../../../trainer/queue/queued-chain.ts";
import { filesIn, smallJob } from "../chains/runs.ts";
import { folderWith } from "../data/files.ts";
import { redisTest, restart, startRedis } from "./redis.ts";
import { longJob, startWorker, whenDone } from "./workers.ts";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(ensureKernel, 120_000);

/** A folder to share, with that of a run in it. */
async function sharedFolder(): Promise<{ shared: string; run: string }> {
  const shared = await folderWith({});
  const run = join(shared, "model.run");
  await mkdir(run);
  return { shared, run };
}

/** Draws, traces and checkpoints of a folder. */
async function chainsIn(folder: string): Promise<Record<string, Buffer>> {
  const files = Object.entries(await filesIn(folder));
  return Object.fromEntries(files.filter(([name]) => /^chain-\d+\.(draws|trace|checkpoint)/.test(name)));
}

/** What two chains of `makeJob` write on one machine. */
async function locally(makeJob: (folder: string) => SharedJob): Promise<Record<string, Buffer>> {
  const folder = await folderWith({});
  await runChains(makeJob(folder), { chains: 2, threads: 2 }, silentProgress);
  return await chainsIn(folder);
}

let known: Promise<Record<string, Buffer>> | undefined;

/** What two chains of `longJob` write on one machine; they run once for all tests. */
function longChains(): Promise<Record<string, Buffer>> {
  known ??= locally(longJob);
  return known;
}

/** Two chains on the workers a and b, with a disturbance when a chain has done some iterations. */
async function disturbed(
  disturb: (workers: LocalWorker[], chain: string, worker: LocalWorker, shared: string) => void,
  at = 100,
) {
  const redis = await startRedis();
  const { shared, run } = await sharedFolder();
  const workers = await Promise.all(["a", "b"].map((name) => startWorker(name, redis.url, shared)));
  const said: string[] = [];
  const progress = whenDone(
    at,
    (chain, name) => {
      const worker = workers.find((one) => one.name === name);
      if (worker) disturb(workers, chain, worker, shared);
    },
    said,
  );
  await runOnQueue(longJob(run), 2, { queue: redis.url, shared }, progress);
  return { files: await chainsIn(run), workers, redis, said };
}

redisTest("workers make the files of a run on one machine, and leave nothing in the queue", async () => {
  const redis = await startRedis();
  const { shared, run } = await sharedFolder();
  await Promise.all(["a", "b"].map((name) => startWorker(name, redis.url, shared)));
  const engine = await openQueueEngine({ queue: redis.url, shared }, silentProgress);
  await expect.poll(engine.countWorkers, { timeout: 10_000 }).toBe(2);
  await engine.close();
  await runOnQueue(smallJob(run), 2, { queue: redis.url, shared }, silentProgress);
  expect(await chainsIn(run)).toEqual(await locally(smallJob));
  expect(Object.keys(await filesIn(run)).filter((name) => /claim|job|tmp/.test(name))).toEqual([]);
  const queue = new Queue(queueName(shared, arithmeticName()), {
    connection: { port: redis.port },
    prefix: keyPrefix,
  });
  expect(Object.values(await queue.getJobCounts()).every((count) => count === 0)).toBe(true);
  await queue.close();
});

redisTest("a chain whose worker is killed goes on at another, from its checkpoint", async () => {
  const { files, workers } = await disturbed((_, __, worker) => void worker.process.kill("SIGKILL"));
  expect(files).toEqual(await longChains());
  const survivor = workers.find(({ process }) => process.signalCode === null);
  expect(survivor?.log()).toContain("was lost by its worker, and is given out again");
});

redisTest("a worker that stalls and comes back does no harm, and takes chains again", async () => {
  let stalled: LocalWorker | undefined;
  const { files, workers } = await disturbed((all, chain, worker) => {
    stalled = worker;
    worker.process.kill("SIGSTOP");
    const other = all.find((one) => one !== worker);
    void other?.says(`given out again`).then(async () => {
      await other.says(`${chain} of model.run: begun`);
      worker.process.kill("SIGCONT");
    });
  });
  expect(files).toEqual(await longChains());
  expect(workers).toContain(stalled);
  await stalled?.says("superseded");
});

redisTest("a Redis that is restarted in the middle of a run loses no chain", async () => {
  const restarted: Promise<void>[] = [];
  const redis = await startRedis();
  const { shared, run } = await sharedFolder();
  await Promise.all(["a", "b"].map((name) => startWorker(name, redis.url, shared)));
  const said: string[] = [];
  const progress = whenDone(100, () => void restarted.push(restart(redis, 300)), said);
  await runOnQueue(longJob(run), 2, { queue: redis.url, shared }, progress);
  await Promise.all(restarted);
  expect(restarted).toHaveLength(1);
  expect(await chainsIn(run)).toEqual(await longChains());
  expect(said.join("\n")).toMatch(/the connection to redis:.* is lost .*\nconnected to redis:.* again/);
});

redisTest("a Redis that comes back without its data is given the chains again", async () => {
  const restarted: Promise<void>[] = [];
  const redis = await startRedis();
  const { shared, run } = await sharedFolder();
  await Promise.all(["a", "b"].map((name) => startWorker(name, redis.url, shared)));
  const progress = whenDone(100, () => void restarted.push(restart(redis, 0, true)));
  await runOnQueue(longJob(run), 2, { queue: redis.url, shared }, progress);
  await Promise.all(restarted);
  expect(restarted).toHaveLength(1);
  expect(await chainsIn(run)).toEqual(await longChains());
});

redisTest("a chain that is delivered twice is the same", async () => {
  const redis = await startRedis();
  const { shared, run } = await sharedFolder();
  const workers = await Promise.all(["a", "b"].map((name) => startWorker(name, redis.url, shared)));
  const connection = { port: redis.port };
  const queue = new Queue(queueName(shared, arithmeticName()), { connection, prefix: keyPrefix });
  const doubled: Promise<unknown>[] = [];
  const progress = whenDone(20, () => {
    doubled.push(
      queue.getActive().then(([job]) => queue.add("the same chain", job?.data, { jobId: "again" })),
    );
  });
  await runOnQueue(longJob(run), 1, { queue: redis.url, shared }, progress);
  await Promise.all(doubled);
  expect(doubled).toHaveLength(1);
  const files = Object.entries(await longChains()).filter(([name]) => name.startsWith("chain-0"));
  expect(await chainsIn(run)).toEqual(Object.fromEntries(files));
  expect(workers.map((worker) => worker.log()).join("")).toMatch(/model\.run: superseded/);
  await queue.close();
});

redisTest("a run that is stopped is saved by its workers, and goes on", async () => {
  const redis = await startRedis();
  const { shared, run } = await sharedFolder();
  await startWorker("a", redis.url, shared);
  const controller = new AbortController();
  const options = { queue: redis.url, shared };
  const stopped = runOnQueue(
    longJob(run),
    2,
    { ...options, signal: controller.signal },
    whenDone(50, () => controller.abort()),
  );
  await expect(stopped).rejects.toMatchObject({
    code: "failed",
    message: `Stopped; everything so far is saved. Go on with the same options and --resume ${run}.`,
  });
  const { "chain-0.trace.ndjson": trace } = await chainsIn(run);
  expect(trace?.length).toBeGreaterThan(0);
  expect(Object.keys(await chainsIn(run))).toHaveLength(3);
  await runOnQueue(longJob(run), 2, options, silentProgress);
  expect(await chainsIn(run)).toEqual(await longChains());
});

redisTest("a chain that cannot be sampled fails the run with its own error", async () => {
  const redis = await startRedis();
  const { shared, run } = await sharedFolder();
  await startWorker("a", redis.url, shared);
  const { problem } = smallJob(run);
  const impossible = smallJob(run, { problem: { ...problem, likelihoodPower: Number.NaN } });
  const running = runOnQueue(impossible, 2, { queue: redis.url, shared }, silentProgress);
  await expect(running).rejects.toMatchObject({
    code: "target-not-finite",
    message: expect.stringContaining("train with --backend double"),
  });
});

redisTest("a worker that is asked to end saves its chain and gives it back at once", async () => {
  const { files, workers } = await disturbed((_, __, worker) => void worker.process.kill("SIGTERM"));
  expect(files).toEqual(await longChains());
  const gone = workers.find(({ process }) => process.exitCode !== null);
  expect(gone?.process.exitCode).toBe(0);
  expect(gone?.log()).toMatch(/Saving the chains and giving them back.*\nchain \d of model\.run: stopped/);
  const logs = workers.map((worker) => worker.log()).join("");
  expect(logs).not.toContain("was lost by its worker");
});
