import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A worker in a process of its own. */
export type LocalWorker = {
  readonly name: string;
  readonly process: ChildProcess;
  /** What it has written. */
  log(): string;
  /** Waits until its log has a text. */
  says(text: string): Promise<void>;
};

/** Where a worker finds its jobs. */
export type Place = { readonly queue: string; readonly shared: string };

/** Starts `hedge work` with one thread, and waits until it is ready. */
export async function startLocalWorker(
  name: string,
  { queue, shared }: Place,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<LocalWorker> {
  const file = join(import.meta.dirname, "../../trainer/commands/work.ts");
  const args = ["--queue", queue, "--shared", shared, "--name", name, "--threads", "1", ...options];
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  let written = "";
  child.stderr.on("data", (chunk: Buffer) => {
    written += chunk;
  });
  const worker: LocalWorker = {
    name,
    process: child,
    log: () => written,
    says: async (text) => {
      while (!written.includes(text)) {
        if (child.exitCode !== null) throw new Error(`worker ${name} ended: ${written}`);
        await Promise.race([once(child.stderr, "data"), once(child, "exit")]);
      }
    },
  };
  await worker.says("waiting for chains");
  return worker;
}
