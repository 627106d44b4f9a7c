import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { onTestFinished, test } from "vitest";
import { folderWith } from "../data/files.ts";

const isThere = spawnSync("redis-server", ["--version"]).status === 0;

/** A test of `test` that needs a Redis. Without redis-server it is skipped, and fails in CI. */
export const redisTest = test.runIf(isThere);

test.runIf(!isThere)("redis-server is there", (context) => {
  if (process.env.CI === "true") throw new Error("redis-server is missing: the queue was not tested.");
  context.skip("redis-server is missing; install it (apt-get install redis-server) to test the queue.");
});

/** A Redis of its own, until the test ends at the latest. */
export type TestRedis = {
  readonly port: number;
  readonly url: string;
  /** Ends it at once, as a crash does, and starts it again; with `empty` it has lost everything. */
  restart(pause: number, empty?: boolean): Promise<void>;
};

/** Starts a Redis that keeps its data on disk. */
export async function startRedis(
  options: readonly string[] = [],
  client: Readonly<Record<string, unknown>> = {},
): Promise<TestRedis> {
  const folder = await folderWith({});
  const port = await freePort();
  let server: ChildProcess | null = null;
  const start = async (name: string) => {
    const kept = ["--dir", folder, "--appendonly", "yes", "--appendfilename", name, "--save", ""];
    const ports = options.includes("--tls-port")
      ? ["--port", "0", "--tls-port", `${port}`]
      : ["--port", `${port}`];
    const given = options.filter((option) => option !== "--tls-port");
    server = spawn("redis-server", [...kept, ...ports, ...given], { stdio: "ignore" });
    await waitUntilReady(port, client);
  };
  const stop = async () => {
    if (server?.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  };
  onTestFinished(stop);
  await start("kept");
  return {
    port,
    url: `redis://localhost:${port}`,
    restart: async (pause, empty = false) => {
      await stop();
      await setTimeout(pause);
      await start(empty ? "new" : "kept");
    },
  };
}

async function waitUntilReady(port: number, client: Readonly<Record<string, unknown>>): Promise<void> {
  const redis = new Redis({ port, ...client, retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on("error", () => {});
  await redis.ping();
  redis.disconnect();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
