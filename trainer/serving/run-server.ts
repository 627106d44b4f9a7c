import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";

/** How long a server may take to answer for the first time, in milliseconds. */
const patience = 120_000;
const pause = 250;

/** A server, and when it counts as up. */
export type ServerOptions = {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
  /** Address that answers as soon as the server is up, whatever the status. */
  readonly probe: string;
  /** Called once when it does. If it throws, the server is ended. */
  onReady(): void | Promise<void>;
};

/**
 * Runs a server with the terminal of this process until it ends. It gets the signals that this
 * process gets, and it is ended when this process loses its parent.
 *
 * @returns its exit status, which is 128 plus the signal's number if a signal ended it
 * @throws what `onReady` throws, once the server has ended
 */
export async function runServer({
  command: [program, ...rest],
  folder,
  probe,
  onReady,
}: ServerOptions): Promise<number> {
  const child = spawn(program, rest, {
    cwd: folder,
    stdio: "inherit",
    env: { WRANGLER_SEND_METRICS: "false", ...process.env },
  });
  let isToldToEnd = false;
  const passOn = (signal: NodeJS.Signals) => {
    isToldToEnd = true;
    child.kill(signal);
  };
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, passOn);
  // npm ends at once on SIGTERM and does not pass it on. Without this the server would stay and
  // keep its port.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 1000);
  try {
    const ended = new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (status, signal) =>
        resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)),
      );
    });
    let failure: { readonly error: unknown } | undefined;
    void waitUntilUp(probe, child, onReady).catch((error: unknown) => {
      failure = { error };
      child.kill();
    });
    const status = await ended;
    if (failure !== undefined && !isToldToEnd) throw failure.error;
    return status;
  } finally {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, passOn);
  }
}

async function waitUntilUp(
  probe: string,
  child: ChildProcess,
  onReady: ServerOptions["onReady"],
): Promise<void> {
  const deadline = Date.now() + patience;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const up = await fetch(probe, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    await up?.body?.cancel();
    if (up !== null) {
      return onReady();
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
