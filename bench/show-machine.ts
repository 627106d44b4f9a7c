import { loadWarning, type Machine } from "./machine.ts";

/** The lines that every report begins with. */
export function showMachine(
  machine: Machine,
  seed: number,
  versions: Readonly<Record<string, string>>,
): string {
  const { processor, cores, system, node, commit, load } = machine;
  const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const warning = loadWarning(machine);
  return [
    `${processor}, ${cores} cores, ${system}, Node ${node}, hedge at ${commit}, seed ${seed}, load ${load.toFixed(1)}`,
    ...(parts.length > 0 ? [parts.join(", ")] : []),
    ...(warning ? [warning] : []),
    "",
  ].join("\n");
}
