import { spawnSync } from "node:child_process";
import { arch, availableParallelism, cpus, loadavg, platform } from "node:os";
import { styleText } from "node:util";

/** Versions of other software by its name. */
export type Versions = Readonly<Record<string, string>>;

/** What figures depend on besides the code. No host name, no clock. */
export function describeMachine() {
  // With a + when sources have changed since.
  const parameters = ["describe", "--always", "--exclude=*", "--dirty=+"];
  const { stdout } = spawnSync("git", parameters, { encoding: "utf8", cwd: import.meta.dirname });
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    system: `${platform()} ${arch()}`,
    node: process.version,
    commit: stdout?.trim() || "unknown",
    /** Processes that wanted a core in the minute before: near 0 on an idle machine. */
    load: loadavg()[0] ?? Number.NaN,
  };
}

/** The machine, the commit and versions in a line or two, with a warning if others used it. */
export function showMachine(
  { processor, cores, system, node, commit, load }: ReturnType<typeof describeMachine>,
  seed: number | undefined,
  versions: Versions,
): string {
  const seedPart = seed === undefined ? "" : `seed ${seed}, `;
  const busy = `The machine was not idle (load ${load.toFixed(1)}): compare ratios, not times.`;
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${processor}, ${cores} cores, ${system}, Node ${node}, hedge at ${commit}, ${seedPart}load ${load.toFixed(1)}\n`,
    ...(made.length > 0 ? [`${made.join(", ")}\n`] : []),
    ...(load < 0.5 ? [] : [`${styleText("yellow", busy)}\n`]),
  ].join("");
}
