import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { HedgeError } from "../../shared/errors.ts";
import { cleanUpAtExit } from "../../trainer/files/clean-up-at-exit.ts";

/** What a peer says when it is ready. */
export type PeerHello = {
  readonly versions: Readonly<Record<string, string>>;
  /** Names of the forms in which it can compute the gradient. */
  readonly forms?: readonly string[];
  /** Forms that it leaves out, with the reason. */
  readonly skipped?: Readonly<Record<string, string>>;
};

/** A peer's process: it answers every line with one line of JSON, in order. */
export type PeerProcess<Hello = PeerHello> = {
  /** The first line. */
  readonly hello: Hello;
  ask(line: string): Promise<unknown>;
  /** Ends it, whatever it is at. */
  close(): void;
};

/**
 * Starts a peer and waits until it is ready. It ends, with all that it has started, when `signal`
 * is aborted, and with this process at the latest. It is held to `threads` cores where the system
 * can do that. What it writes on standard error is kept for errors.
 *
 * @throws HedgeError `failed`, with what the peer complained of, now or from `ask`
 */
export async function startPeer<Hello = PeerHello>(
  command: string,
  parameters: readonly string[],
  threads: number,
  signal?: AbortSignal,
): Promise<PeerProcess<Hello>> {
  const child = spawn(command, parameters, {
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own, which can be ended together.
    detached: true,
    env: { ...process.env, HEDGE_THREADS: String(threads), OMP_NUM_THREADS: String(threads) },
  });
  const stop = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGTERM");
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
  const waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  let isOver = false;
  const end = (why: string) => {
    isOver = true;
    signal?.removeEventListener("abort", stop);
    forget();
    for (const { reject } of waiting.splice(0))
      reject(new HedgeError("failed", `The peer ${command} ${why}: ${lastLines(complaints)}`));
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    // Libraries may print; answers are objects.
    if (line.startsWith("{")) waiting.shift()?.resolve(JSON.parse(line));
  });
  child.on("error", ({ message }) => end(message));
  child.on("close", (status) => end(`ended with status ${status}`));
  child.stdin.on("error", () => {});

  const answer = () =>
    new Promise<unknown>((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (isOver) end("has ended");
    });
  return {
    hello: (await answer()) as Hello,
    ask: (line) => {
      const promise = answer();
      child.stdin.write(`${line}\n`);
      return promise;
    },
    close: stop,
  };
}

/** The lines that name an error, else the last ones: a trace of calls is of no use here. */
function lastLines(text: string): string {
  const lines = text.trim().split("\n");
  const named = lines.filter((line) => /error|panicked/i.test(line));
  return (named.length > 0 ? named : lines).slice(-3).join(" | ");
}
