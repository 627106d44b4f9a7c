import { setTimeout } from "node:timers/promises";
import type { RedisOptions } from "ioredis";
import { onTestFinished, test } from "vitest";
import { hasRedisServer, type LocalRedis, startLocalRedis } from "../../../bench/queue/local-redis.ts";
import { folderWith } from "../data/files.ts";

const isThere = hasRedisServer();

/** A test of `test` that needs a Redis. Without redis-server it is skipped, and fails in CI. */
export const redisTest = test.runIf(isThere);

test.runIf(!isThere)("redis-server is there", (context) => {
  if (process.env.CI === "true") throw new Error("redis-server is missing: the queue was not tested.");
  context.skip("redis-server is missing; install it (apt-get install redis-server) to test the queue.");
});

/** Starts a Redis for the test at hand. */
export async function startRedis(options: readonly string[] = [], client: RedisOptions = {}) {
  const redis = await startLocalRedis(await folderWith({}), options, client);
  onTestFinished(redis.stop);
  return redis;
}

/** Ends a Redis as a crash does, and starts it again after a pause in milliseconds. */
export async function restart(redis: LocalRedis, pause: number, empty = false): Promise<void> {
  await redis.stop();
  await setTimeout(pause);
  await redis.start(empty);
}
