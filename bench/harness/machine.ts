import { execFileSync } from "node:child_process";
import { arch, availableParallelism, cpus, loadavg, platform } from "node:os";
import { styleText } from "node:util";

/** What figures depend on besides the code. No host name, no clock. */
export type Machine = ReturnType<typeof describeMachine>;

/** Versions of the peers and of what they are made of. */
export type Versions = Readonly<Record<string, string>>;

export function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    system: `${platform()} ${arch()}`,
    node: process.version,
    /** The commit measured, with a + when sources have changed since. */
    commit: commit(),
    /** Processes that wanted a core in the minute before: near 0 on an idle machine. */
    load: loadavg()[0] ?? Number.NaN,
  };
}

function commit(): string {
  const git = (...parameters: string[]) =>
    execFileSync("git", parameters, {
      encoding: "utf8",
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const isClean = git("status", "--porcelain", "-uno", "../..") === "";
    return `${git("rev-parse", "--short", "HEAD")}${isClean ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}

/** The lines that every report begins with. `seed` is null where there are several. */
export function showMachine(machine: Machine, seed: number | null, versions: Versions): string {
  const { processor, cores, system, node, commit, load } = machine;
  const seedPart = seed === null ? "" : `seed ${seed}, `;
  const busy = `The machine was not idle (load ${load.toFixed(1)}): compare ratios, not times.`;
  return [
    `${processor}, ${cores} cores, ${system}, Node ${node}, hedge at ${commit}, ${seedPart}load ${load.toFixed(1)}`,
    ...(Object.keys(versions).length > 0 ? [showVersions(versions)] : []),
    ...(load < 0.5 ? [] : [styleText("yellow", busy)]),
    "",
  ].join("\n");
}

export function showVersions(versions: Versions): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}
