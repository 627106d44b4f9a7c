import { posix } from "node:path";
import type { ICruiseResult } from "dependency-cruiser";

/** Folders and the imports between them: each folder with those that it imports from, sorted. */
export type FolderGraph = ReadonlyMap<string, readonly string[]>;

/** The graph of folders at most two levels deep, such as `trainer/nuts`. */
export function folderGraph({ modules }: ICruiseResult): FolderGraph {
  const found = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = folderOf(source);
    if (from === null) continue;
    const targets = found.get(from) ?? new Set<string>();
    found.set(from, targets);
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to !== null && to !== from) targets.add(to);
    }
  }
  return new Map([...found].sort().map(([from, targets]) => [from, [...targets].sort()]));
}

/** The folder that a source counts for; null for packages and for files that are no sources. */
function folderOf(file: string): string | null {
  if (!/^(shared|trainer|worker|bench)\/.*\.ts$/.test(file)) return null;
  return posix.dirname(file).split("/").slice(0, 2).join("/");
}

/**
 * The transitive reduction: the least graph with the same paths (Aho, Garey and Ullman 1972). An
 * import that a longer path implies is left out, so that the picture shows the order of folders.
 *
 * @param graph without circles
 */
export function transitiveReduction(graph: FolderGraph): FolderGraph {
  const reach = new Map<string, ReadonlySet<string>>();
  const reachOf = (from: string): ReadonlySet<string> => {
    const known = reach.get(from);
    if (known !== undefined) return known;
    const found = new Set((graph.get(from) ?? []).flatMap((to) => [to, ...reachOf(to)]));
    reach.set(from, found);
    return found;
  };
  return new Map(
    [...graph].map(([from, targets]) => [
      from,
      targets.filter((to) => !targets.some((other) => other !== to && reachOf(other).has(to))),
    ]),
  );
}
