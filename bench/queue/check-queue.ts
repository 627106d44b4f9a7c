import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { runChains, type SharedJob } from "../../trainer/chains/run-chains.ts";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";
import { modelNutsOptions } from "../../trainer/model/nuts-options.ts";
import { silentProgress } from "../../trainer/progress/progress.ts";
import { benchPreset, catalogues, readCatalogue } from "../catalogues/catalogues.ts";
import { runStudy } from "../harness/study.ts";
import { killWorkers, showKills } from "./kill-workers.ts";
import { hasRedisServer, startLocalRedis } from "./local-redis.ts";
import { hashChains, type QueuedRun, runOnQueue } from "./queued-run.ts";
import { showTimes, timeWorkers } from "./time-workers.ts";

const command = new Command("check:queue")
  .description("Time two workers of a queue against one, kill workers at random, and compare the draws.")
  .option("--kills <n>", "workers to kill", wholeNumber(0), 20)
  .option("--rounds <n>", "times to run with one worker and with two", wholeNumber(0), 3)
  .option("--chains <n>", "chains of a run", wholeNumber(1), 4)
  .option("--iterations <n>", "iterations of a chain", wholeNumber(10), 80)
  .option(
    "--seed <n>",
    "seed of the chains, and of when which worker is killed",
    wholeNumber(0, 0xffff_ffff),
    1,
  )
  .option("--json", "print the result as one JSON document");

type Arguments = {
  kills: number;
  rounds: number;
  chains: number;
  iterations: number;
  seed: number;
  json?: true;
};

await runStudy<Arguments>(command, async ({ options, progress }) => {
  if (!hasRedisServer()) throw new HedgeError("failed", "redis-server is missing; install it first.");
  await ensureKernel();
  const { kills, rounds, chains, iterations, seed } = options;
  const { problem } = await readCatalogue(catalogues.bundled, benchPreset("default", 1), null);
  const warmup = Math.floor(iterations / 2);
  const jobIn = (folder: string): SharedJob => ({
    problem,
    backend: "kernel",
    nuts: modelNutsOptions(problem, warmup),
    draws: iterations - warmup,
    seed,
    probes: [],
    folder,
  });
  return await withTemporaryFolder("hedge-queue-", async (folder) => {
    const make = (name: string) => {
      mkdirSync(join(folder, name), { recursive: true });
      return join(folder, name);
    };
    const redis = await startLocalRedis(make("redis"));
    try {
      const expected = make("expected");
      await runChains(jobIn(expected), { chains, threads: 2 }, progress);
      const place = { queue: redis.url, shared: make("shared") };
      let runs = 0;
      const queued: QueuedRun = {
        place,
        chains,
        folder: () => join(place.shared, `run-${runs}`),
        runHere: async (threads) => {
          const began = performance.now();
          await runChains(jobIn(make(`here-${++runs}`)), { chains, threads }, silentProgress);
          return (performance.now() - began) / 1000;
        },
        run: async (watch) => {
          const own = make(`shared/run-${++runs}`);
          const began = performance.now();
          await runOnQueue(jobIn(own), chains, place, watch);
          const seconds = (performance.now() - began) / 1000;
          return { seconds, isSame: hashChains(own, chains) === hashChains(expected, chains) };
        },
      };
      const times = await timeWorkers(rounds, queued, progress);
      const killed = await killWorkers(kills, queued, seed, progress);
      return { figures: { times, killed }, text: showTimes(times) + showKills(killed) };
    } finally {
      await redis.stop();
    }
  });
});
