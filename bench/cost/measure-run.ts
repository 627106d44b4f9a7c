import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { cpuSecondsOfAll, orNaN, peakBytes } from "../harness/process-usage.ts";

/** What a command has taken, and what it has written to standard output. */
export type MeasuredRun = {
  readonly seconds: number;
  /** Seconds of processor time of all threads. */
  readonly cpuSeconds: number;
  /** Most bytes of memory. */
  readonly memory: number;
  /** Most bytes in the folder that was watched. */
  readonly disk: number;
  readonly output: string;
};

const milliseconds = 100;

/**
 * Runs `train` in a process of its own, and looks every tenth of a second at what it takes.
 *
 * @param folder watched for bytes on disk, without what it has already
 * @throws HedgeError `failed` with what it wrote, where it fails
 */
export async function measureTraining(args: readonly string[], folder: string): Promise<MeasuredRun> {
  const before = folderBytes(folder);
  const began = performance.now();
  const file = join(import.meta.dirname, "../../trainer/commands/train.ts");
  const child = spawn(process.execPath, [...process.execArgv, file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  const pid = child.pid ?? 0;
  const peak = { cpuSeconds: 0, memory: 0, disk: 0 };
  const timer = setInterval(() => {
    const found = {
      cpuSeconds: cpuSecondsOfAll(pid),
      memory: peakBytes(pid),
      disk: folderBytes(folder) - before,
    };
    // What ends or vanishes meanwhile has no figures.
    for (const key of ["cpuSeconds", "memory", "disk"] as const)
      if (found[key] > peak[key]) peak[key] = found[key];
  }, milliseconds);
  const [status] = await once(child, "close").finally(() => clearInterval(timer));
  if (status !== 0) throw new HedgeError("failed", `train ended with status ${status}: ${errors}`);
  return { seconds: (performance.now() - began) / 1000, ...peak, output };
}

/** Bytes of the files in a folder; NaN where a folder in it vanishes meanwhile. */
function folderBytes(folder: string): number {
  const sizeOf = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return orNaN(() =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).reduce((sum, name) => sum + sizeOf(name), 0),
  );
}
