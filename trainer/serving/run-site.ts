import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { HedgeError } from "../../shared/errors.ts";
import { cleanUpAtExit } from "../files/clean-up-at-exit.ts";
import { workerdProgram } from "./programs.ts";

/** A running workerd process. */
export type RunningSite = {
  readonly origin: string;
  readonly pid: number;
  /** What it wrote on standard error so far. */
  log(): string;
  stop(): Promise<void>;
};

/**
 * Runs workerd on a site's configuration, on any free port of this machine. It runs until it is
 * stopped or this process ends.
 *
 * @throws HedgeError `failed` with what workerd says when it does not start
 */
export async function runSite(
  config: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningSite> {
  const child = spawn(
    workerdProgram(),
    ["serve", "--control-fd=3", "--socket-addr", "http=127.0.0.1:0", config],
    {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    },
  );
  const forget = cleanUpAtExit(() => child.kill());
  let said = "";
  (child.stderr as Readable).setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-10_000);
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve())).finally(forget);
  const port = await new Promise<number>((resolve, reject) => {
    const failed = (cause?: unknown) =>
      reject(new HedgeError("failed", `workerd did not start: ${said.trim()}`, { cause }));
    child.once("error", failed);
    child.once("close", () => failed());
    let events = "";
    (child.stdio[3] as Readable).setEncoding("utf8").on("data", (text: string) => {
      events += text;
      const found = /"event":"listen","socket":"http","port":(\d+)/.exec(events)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    log: () => said,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
