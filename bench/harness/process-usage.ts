import { readdirSync, readFileSync } from "node:fs";

/** Seconds of CPU that a process has used so far; NaN where the system does not tell. */
export function cpuSeconds(pid: number): number {
  try {
    // Linux's scheduler counts nanoseconds for each thread.
    const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
    );
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e9;
  } catch {
    return Number.NaN;
  }
}

/** Bytes of memory that a process holds; NaN where the system does not tell. */
export function residentBytes(pid: number): number {
  try {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return 1024 * Number(found);
  } catch {
    return Number.NaN;
  }
}
