import type { TreeIndex } from "./taxonomy.ts";

/** For each column: the column of its parent (-1 below the root) and the group of its scale. */
export type ColumnTree = { readonly parent: Int32Array; readonly group: Int32Array };

/**
 * Number of each column's parent among internal nodes, length V. The root's number is that of all
 * internal nodes below it.
 */
export function internalParents(tree: TreeIndex): Int32Array {
  const leaves = tree.leaves.length;
  return columnTree(tree).parent.map((column) => (column < 0 ? tree.internals.length : column - leaves));
}

/** Derives the column tree of a taxonomy. Time linear in nodes. */
export function columnTree(tree: TreeIndex): ColumnTree {
  const groupOf = new Map(tree.groups.map((node, group) => [node, group]));
  const parent = new Int32Array(tree.nodeCount - 1);
  const group = new Int32Array(tree.nodeCount - 1);
  for (let node = 1; node < tree.nodeCount; node++) {
    const column = tree.columns[node] ?? 0;
    const above = tree.taxonomy.parents[node] ?? 0;
    parent[column] = tree.columns[above] ?? -1;
    group[column] = groupOf.get(above) ?? 0;
  }
  return { parent, group };
}
