import { loadWarning, type Machine } from "./machine.ts";

/** The lines that every report begins with. `seed` is null where there are several. */
export function showMachine(
  machine: Machine,
  seed: number | null,
  versions: Readonly<Record<string, string>>,
): string {
  const { processor, cores, system, node, commit, load } = machine;
  const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const warning = loadWarning(machine);
  return [
    `${processor}, ${cores} cores, ${system}, Node ${node}, hedge at ${commit}, ${seed === null ? "" : `seed ${seed}, `}load ${load.toFixed(1)}`,
    ...(parts.length > 0 ? [parts.join(", ")] : []),
    ...(warning ? [warning] : []),
    "",
  ].join("\n");
}
