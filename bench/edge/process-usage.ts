import { readFileSync } from "node:fs";

/** Ticks of the kernel's clock in a second, on every Linux that matters. */
const ticksPerSecond = 100;

/** Seconds of CPU that a process has used so far; NaN where the system does not tell. */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
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
