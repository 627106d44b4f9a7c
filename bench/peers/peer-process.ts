import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A peer's process: it answers every line with one line of JSON, in order. */
export type PeerProcess = {
  /** The first line, which it says when it is ready. */
  readonly hello: unknown;
  ask(line: string): Promise<unknown>;
  close(): void;
};

/** Starts a peer. It is held to `threads` cores where the system can do that; everything it says on standard error is kept for errors. */
export async function startPeer(
  command: string,
  parameters: readonly string[],
  threads: number,
): Promise<PeerProcess> {
  const child = spawn(command, parameters, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, HEDGE_THREADS: String(threads), OMP_NUM_THREADS: String(threads) },
  });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints = `${complaints}${chunk}`.slice(-4000);
  });
  const waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  let isOver = false;
  const end = (why: string) => {
    isOver = true;
    for (const { reject } of waiting.splice(0))
      reject(new Error(`${command} ${why}: ${lastLines(complaints)}`));
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
    hello: await answer(),
    ask: (line) => {
      const promise = answer();
      child.stdin.write(`${line}\n`);
      return promise;
    },
    close: () => child.stdin.end(),
  };
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-4).join(" | ");
}
