import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/**
 * Classes of one level: the nodes at that depth and the leaves above it, ascending. A leaf above
 * the level stands for itself there, so that the probabilities of a level's classes sum to 1.
 *
 * @param depth 1 for the top level
 */
export function classesOfLevel(tree: TreeIndex, depth: number): number[] {
  const leaves = new Set(tree.leaves);
  return tree.depths.flatMap((at, node) =>
    at === depth || (at > 0 && at < depth && leaves.has(node)) ? [node] : [],
  );
}

/** The class of a level that `node` belongs to: its ancestor at that depth, or itself if above. */
export function classAtLevel(tree: TreeIndex, node: number, depth: number): number {
  return ancestry(tree.taxonomy, node).at(-depth) ?? node;
}

/** Finds the node of a path; -1 for a path that the taxonomy does not have, 0 for the empty one. */
export function pathFinder(tree: TreeIndex): (path: readonly string[]) => number {
  const find = knownPartFinder(tree);
  return (path) => {
    const { node, levels } = find(path);
    return levels === path.length ? node : -1;
  };
}

/** Finds the lowest node on a path that the taxonomy has, and on how many levels it is known. */
export function knownPartFinder(
  tree: TreeIndex,
): (path: readonly string[]) => { readonly node: number; readonly levels: number } {
  const { labels } = tree.taxonomy;
  const childOf = tree.children.map(
    (children) => new Map(children.map((node) => [labels[node] ?? "", node])),
  );
  return (path) => {
    let node = 0;
    for (const [level, label] of path.entries()) {
      const next = childOf[node]?.get(label);
      if (next === undefined) return { node, levels: level };
      node = next;
    }
    return { node, levels: path.length };
  };
}
