import { readdirSync, readFileSync } from "node:fs";

/** Seconds of CPU that a process has used so far; NaN where the system does not tell. */
export function cpuSeconds(pid: number): number {
  // Linux's scheduler counts nanoseconds for each thread.
  return orNaN(() =>
    readdirSync(`/proc/${pid}/task`)
      .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]))
      .reduce((sum, nanoseconds) => sum + nanoseconds / 1e9, 0),
  );
}

/** The same with the threads that have ended, to a hundredth of a second. */
export function cpuSecondsOfAll(pid: number): number {
  // User and system time in ticks of 10 ms, which follow the name in parentheses.
  return orNaN(() => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  });
}

/** Bytes of memory that a process holds; NaN where the system does not tell. */
export function residentBytes(pid: number): number {
  return bytesOf(pid, "VmRSS");
}

/** Most bytes of memory that a process has held so far; NaN where the system does not tell. */
export function peakBytes(pid: number): number {
  return bytesOf(pid, "VmHWM");
}

function bytesOf(pid: number, field: string): number {
  const status = () => readFileSync(`/proc/${pid}/status`, "utf8");
  return orNaN(() => 1024 * Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status())?.[1]));
}

/** What `read` gives, or NaN where it fails. */
export function orNaN(read: () => number): number {
  try {
    return read();
  } catch {
    return Number.NaN;
  }
}
