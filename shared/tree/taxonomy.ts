/**
 * A rooted tree of classes as parallel arrays over nodes, numbered breadth first. Node 0 is the
 * root, a parent comes before its children, and siblings have consecutive numbers.
 */
export type Taxonomy = {
  /** Label of every node, length N; the root's is empty. */
  readonly labels: readonly string[];
  /** Parent of every node, length N; the root's is -1. */
  readonly parents: readonly number[];
  /** Names of the levels below the root, from the top, for example `["parent", "child"]`. */
  readonly levels: readonly string[];
  /**
   * Classes without titles, which are no nodes: a title of one is answered as that of a new class
   * of its parent. By depth; absent for none.
   */
  readonly declared?: readonly Path[];
};

/** Labels from the top level down to a class. */
export type Path = readonly string[];

/** A taxonomy with what is derived from it once. */
export type TreeIndex = {
  readonly taxonomy: Taxonomy;
  /** Number of nodes, the root included. */
  readonly nodeCount: number;
  /** Leaf nodes in ascending order; position c in this list is "leaf c". Length C. */
  readonly leaves: readonly number[];
  /** Internal nodes below the root, ascending. Length P. */
  readonly internals: readonly number[];
  /** Internal nodes including the root, ascending: each owns the scale of its children. */
  readonly groups: readonly number[];
  /** Depth of every node; the root's is 0. */
  readonly depths: readonly number[];
  /** Children of every node. */
  readonly children: readonly (readonly number[])[];
  /** Column of every node in a row of coefficients, leaves first; -1 for the root. */
  readonly columns: readonly number[];
};

/** Derives the index of a taxonomy. Time linear in nodes. */
export function indexTree(taxonomy: Taxonomy): TreeIndex {
  const { labels, parents } = taxonomy;
  const nodeCount = labels.length;
  const children: number[][] = labels.map(() => []);
  const depths: number[] = [0];
  for (let node = 1; node < nodeCount; node++) {
    const parent = parents[node] ?? 0;
    children[parent]?.push(node);
    depths[node] = (depths[parent] ?? 0) + 1;
  }
  const nodes = labels.map((_, node) => node);
  const isLeaf = (node: number) => node > 0 && children[node]?.length === 0;
  const leaves = nodes.filter(isLeaf);
  const groups = nodes.filter((node) => !isLeaf(node));
  const internals = groups.filter((node) => node > 0);
  const columns = new Array<number>(nodeCount).fill(-1);
  [...leaves, ...internals].forEach((node, column) => {
    columns[node] = column;
  });
  return { taxonomy, nodeCount, leaves, internals, groups, depths, children, columns };
}

/** Labels from the top level to `node`; empty for the root. */
export function pathOf(taxonomy: Taxonomy, node: number): string[] {
  const path: string[] = [];
  for (let at = node; at > 0; at = taxonomy.parents[at] ?? 0) path.unshift(taxonomy.labels[at] ?? "");
  return path;
}

/** Ancestors of `node` below the root, itself first, the top level last. */
export function ancestry(taxonomy: Taxonomy, node: number): number[] {
  const ancestors: number[] = [];
  for (let at = node; at > 0; at = taxonomy.parents[at] ?? 0) ancestors.push(at);
  return ancestors;
}

/** Leaves below every node, as ascending positions in `tree.leaves`; a leaf is below itself. */
export function leavesBelowNodes(tree: TreeIndex): number[][] {
  const below: number[][] = Array.from({ length: tree.nodeCount }, () => []);
  tree.leaves.forEach((leaf, position) => {
    for (let node = leaf; node >= 0; node = tree.taxonomy.parents[node] ?? -1) below[node]?.push(position);
  });
  return below;
}

/** A key that is unique per path, whatever characters the labels hold. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

/** Sums leaf values into every node: each node gets the sum of its leaves, the root their total. */
export function sumLeavesIntoNodes(
  tree: TreeIndex,
  leafValues: Float64Array,
  nodeValues: Float64Array,
): void {
  nodeValues.fill(0);
  tree.leaves.forEach((node, leaf) => {
    nodeValues[node] = leafValues[leaf] ?? 0;
  });
  for (let node = tree.nodeCount - 1; node > 0; node--) {
    const parent = tree.taxonomy.parents[node] ?? 0;
    nodeValues[parent] = (nodeValues[parent] ?? 0) + (nodeValues[node] ?? 0);
  }
}
