import { indexTree, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/** A path without an empty label: trailing ones were cut off. */
type PathRow = { readonly path: readonly string[] };

/** A tree, and the node at the end of each path. */
export type BuiltTaxonomy = {
  readonly tree: TreeIndex;
  /** Node of a path that a row has, or of the beginning of one. -1 for any other path. */
  nodeOf(path: readonly string[]): number;
};

type Branch = { readonly label: string; readonly children: Map<string, Branch>; node: number };

/**
 * Builds the taxonomy that the rows' paths describe. Nodes are numbered breadth first, siblings in
 * ascending code-unit order of their labels. So the numbers do not depend on the order of the rows.
 *
 * The path is what a class is known by. So one label may stand under several parents, as "Other"
 * does, and a child may have the name of its parent.
 */
export function buildTaxonomy(rows: readonly PathRow[], levels: readonly string[]): BuiltTaxonomy {
  const root: Branch = { label: "", children: new Map(), node: 0 };
  for (const path of new Set(rows.map((row) => row.path))) {
    let at = root;
    for (const label of path) {
      const next: Branch = at.children.get(label) ?? { label, children: new Map(), node: -1 };
      at.children.set(label, next);
      at = next;
    }
  }

  const labels: string[] = [];
  const parents: number[] = [];
  const queue: { branch: Branch; parent: number }[] = [{ branch: root, parent: -1 }];
  for (const { branch, parent } of queue) {
    branch.node = labels.length;
    labels.push(branch.label);
    parents.push(parent);
    const children = [...branch.children.values()].sort((a, b) => compareCodeUnits(a.label, b.label));
    queue.push(...children.map((child) => ({ branch: child, parent: branch.node })));
  }
  return {
    tree: indexTree({ labels, parents, levels }),
    nodeOf: (path) =>
      path.reduce<Branch | undefined>((at, label) => at?.children.get(label), root)?.node ?? -1,
  };
}

function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
