import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { HedgeError } from "../../shared/errors.ts";
import { cleanUpAtExit } from "../../trainer/files/clean-up-at-exit.ts";
import type { Versions } from "../harness/machine.ts";

type PeerHello = { readonly versions: Versions; readonly forms?: readonly string[] };

/** A peer's process: it answers every line with one line of JSON, in order. */
export type PeerProcess<Hello = PeerHello> = {
  readonly hello: Hello;
  ask(line: string): Promise<unknown>;
  /** Ends it, whatever it is at. */
  close(): void;
};

/** Starts a peer and waits until it is ready. It ends with this process at the latest. */
export async function startPeer<Hello = PeerHello>(
  command: string,
  parameters: readonly string[],
  threads = 1,
  signal?: AbortSignal,
): Promise<PeerProcess<Hello>> {
  const env = { ...process.env, HEDGE_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  // A group of its own, which can be ended together.
  const child = spawn(command, parameters, { stdio: "pipe", detached: true, env });
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
  signal?.addEventListener("abort", stop, { once: true });
  const forget = cleanUpAtExit(stop);
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints = `${complaints}${chunk}`.slice(-4000);
  });
  const waiting: PromiseWithResolvers<unknown>[] = [];
  let isOver = false;
  const end = (why: string) => {
    isOver = true;
    signal?.removeEventListener("abort", stop);
    forget();
    // The lines that name an error, else the last ones: a trace of calls is of no use here.
    const lines = complaints.trim().split("\n");
    const named = lines.filter((line) => /error|panicked/i.test(line));
    const said = (named.length > 0 ? named : lines).slice(-3).join(" | ");
    for (const { reject } of waiting.splice(0))
      reject(new HedgeError("failed", `The peer ${command} ${why}: ${said}`));
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    // Libraries may print; answers are objects.
    if (line.startsWith("{")) waiting.shift()?.resolve(JSON.parse(line));
  });
  child.on("error", ({ message }) => end(message));
  child.on("close", (status) => end(`ended with status ${status}`));
  child.stdin.on("error", () => {});
  const nextAnswer = () => {
    const next = Promise.withResolvers<unknown>();
    waiting.push(next);
    if (isOver) end("has ended");
    return next.promise;
  };
  const ask = (line: string) => {
    child.stdin.write(`${line}\n`);
    return nextAnswer();
  };
  return { hello: (await nextAnswer()) as Hello, ask, close: stop };
}

/** Folder of the Python package of the peers. */
export const peerPackage = join(import.meta.dirname, "hedge_peers");

/** HEDGE_PYTHON, else the Python of `.venv`; null if that cannot import `modules`. */
export function findPython(modules: readonly string[]): string | null {
  const local = join(import.meta.dirname, "../../.venv/bin/python");
  const command = process.env.HEDGE_PYTHON || (existsSync(local) ? local : null);
  try {
    if (command) execFileSync(command, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
    return command;
  } catch {
    return null;
  }
}

/**
 * Starts a peer of the Python package.
 *
 * @param modules what it needs besides the standard library
 * @throws HedgeError `failed` where no Python has them
 */
export async function startPythonPeer(
  modules: readonly string[],
  task: readonly string[],
  threads = 1,
  signal?: AbortSignal,
): Promise<PeerProcess> {
  const python = findPython(modules);
  if (python !== null) return await startPeer(python, [peerPackage, ...task], threads, signal);
  const why = `no Python with ${modules.join(", ")}: see bench/peers/README.md, then set HEDGE_PYTHON`;
  throw new HedgeError("failed", why);
}

/**
 * Compiles the gradient in C into a folder; returns the path of the program.
 *
 * @throws HedgeError `failed` with the first line of what the compiler says
 */
export function compileC(folder: string): string {
  const program = join(folder, "gradient");
  const flags = ["-O3", "-march=native", "-ffast-math", "-std=gnu11"];
  const files = [join(import.meta.dirname, "gradient.c"), "-o", program, "-lm"];
  try {
    execFileSync(process.env.CC ?? "cc", [...flags, ...files], { stdio: ["ignore", "ignore", "pipe"] });
    return program;
  } catch (cause) {
    throw new HedgeError("failed", String(cause).split("\n")[0] ?? "", { cause });
  }
}
