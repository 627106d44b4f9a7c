import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { Redis, type RedisOptions } from "ioredis";

/** A Redis on this machine that keeps its data on disk. */
export type LocalRedis = {
  readonly port: number;
  readonly url: string;
  /** Ends it at once, as a crash does. */
  stop(): Promise<void>;
  /** Starts it again; with `empty` it has lost everything. */
  start(empty?: boolean): Promise<void>;
};

/** Whether `redis-server` is installed. */
export function hasRedisServer(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

/**
 * Starts a Redis on a free port.
 *
 * @param folder for its data
 * @param options further options of redis-server; with TLS there is no other port
 * @param client how to connect to it
 */
export async function startLocalRedis(
  folder: string,
  options: readonly string[] = [],
  client: RedisOptions = {},
): Promise<LocalRedis> {
  const port = await freePort();
  let server: ChildProcess | null = null;
  const ports = client.tls ? ["--port", "0", "--tls-port", `${port}`] : ["--port", `${port}`];
  const redis: LocalRedis = {
    port,
    url: `redis://localhost:${port}`,
    stop: async () => {
      if (server?.exitCode !== null || server.signalCode !== null) return;
      server.kill("SIGKILL");
      await once(server, "exit");
    },
    start: async (empty = false) => {
      const kept = ["--dir", folder, "--appendonly", "yes", "--save", ""];
      const name = ["--appendfilename", empty ? "new" : "kept"];
      server = spawn("redis-server", [...kept, ...name, ...ports, ...options], { stdio: "ignore" });
      const connection = new Redis({ port, ...client, retryStrategy: () => 50, maxRetriesPerRequest: null });
      connection.on("error", () => {});
      await connection.ping();
      connection.disconnect();
    },
  };
  await redis.start();
  return redis;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
