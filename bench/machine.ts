import { execFileSync } from "node:child_process";
import { arch, availableParallelism, cpus, loadavg, platform } from "node:os";
import { styleText } from "node:util";

/** What figures depend on besides the code. No host name, no clock. */
export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  /** The commit measured, with a + when sources have changed since. */
  readonly commit: string;
  /** Processes that wanted a core in the last minute when the benchmark began: near 0 on an idle machine. */
  readonly load: number;
};

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    system: `${platform()} ${arch()}`,
    node: process.version,
    commit: commit(),
    load: loadavg()[0] ?? Number.NaN,
  };
}

/** A line that says so when other work was on the machine, so that nobody takes such figures for final. */
export function loadWarning({ load }: Machine): string | null {
  if (load < 0.5) return null;
  return styleText(
    "yellow",
    `The machine was not idle (load ${load.toFixed(1)}): compare ratios, not times.`,
  );
}

function commit(): string {
  try {
    const git = (...parameters: string[]) =>
      execFileSync("git", parameters, {
        encoding: "utf8",
        cwd: import.meta.dirname,
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "-uno", "..") === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}
