import { indexTree, type TreeIndex } from "./taxonomy.ts";

/**
 * The tree of a node's softmax. Below the root are the node's children, in their order. A child
 * with children of its own may have groups of these below it, each of some that stand side by side.
 */
export type NodeTree = {
  readonly tree: TreeIndex;
  /** Where each child and each grandchild of the node is, by their nodes in the taxonomy. */
  readonly placeOf: ReadonlyMap<number, number>;
  /** The same for those that have the place for themselves and what is below them. */
  readonly ownPlaceOf: ReadonlyMap<number, number>;
};

/**
 * Most leaves of the tree of a node, by the node's depth, 0 for the root. With 0, or without a
 * number for its depth, a node knows its children alone.
 */
export type MostLeaves = readonly number[];

/** How many columns, deviates and groups the tree of a node has. */
export type NodeShape = { readonly columns: number; readonly deviates: number; readonly groups: number };

/**
 * The tree of a node's softmax, with as small groups of grandchildren as `mostLeaves` leaves have
 * room for. Null for a node with fewer than two children, among which there is nothing to choose.
 */
export function nodeTree(index: TreeIndex, node: number, mostLeaves: MostLeaves): NodeTree | null {
  const { children, taxonomy } = index;
  const below = children[node] ?? [];
  if (below.length < 2) return null;
  const placeOf = new Map(below.map((child, k) => [child, 1 + k]));
  const ownPlaceOf = new Map(placeOf);
  const labels = ["", ...below.map((child) => taxonomy.labels[child] ?? "")];
  const parents = [-1, ...below.map(() => 0)];
  countGroups(index, node, mostLeaves).forEach((count, k) => {
    const grandchildren = children[below[k] ?? 0] ?? [];
    for (const grandchild of grandchildren) placeOf.set(grandchild, 1 + k);
    for (let group = 0; group < count && count > 1; group++) {
      const startOf = (g: number) => Math.ceil((g * grandchildren.length) / count);
      const classes = grandchildren.slice(startOf(group), startOf(group + 1));
      for (const grandchild of classes) placeOf.set(grandchild, labels.length);
      const [first = 0] = classes;
      if (classes.length === 1) ownPlaceOf.set(first, labels.length);
      const [from = "", to = ""] = [first, classes.at(-1) ?? 0].map((node) => taxonomy.labels[node]);
      labels.push(classes.length === 1 ? from : `${from} to ${to}`);
      parents.push(1 + k);
    }
  });
  return { tree: indexTree({ labels, parents, levels: ["child", "group"] }), placeOf, ownPlaceOf };
}

/** The shape of a tree. */
export function shapeOf({ nodeCount, internals, groups }: TreeIndex): NodeShape {
  return { columns: nodeCount - 1, deviates: nodeCount - 1 + internals.length, groups: groups.length };
}

/** The shape of `nodeTree`, without making it. */
export function nodeShape(index: TreeIndex, node: number, mostLeaves: MostLeaves): NodeShape {
  const below = index.children[node] ?? [];
  const divided = countGroups(index, node, mostLeaves).filter((count) => count > 1);
  const columns = divided.reduce((sum, count) => sum + count, below.length);
  return { columns, deviates: columns + divided.length, groups: 1 + divided.length };
}

/**
 * Into how many groups the children of each child of a node are divided: groups of as few as fit,
 * the same for all of them. A child with one group is a leaf.
 */
function countGroups({ children, depths }: TreeIndex, node: number, mostLeaves: MostLeaves): number[] {
  const most = mostLeaves[depths[node] ?? 0] ?? 0;
  const sizes = (children[node] ?? []).map((child) => children[child]?.length ?? 0);
  const groupsOf = (count: number, size: number) => Math.max(1, Math.ceil(count / size));
  const isTooMany = (size: number) => sizes.reduce((sum, count) => sum + groupsOf(count, size), 0) > most;
  // The least size that is not too small, by bisection.
  let [tooSmall, enough] = [0, sizes.reduce((most, size) => Math.max(most, size), 1)];
  while (enough - tooSmall > 1) {
    const middle = (tooSmall + enough) >> 1;
    if (isTooMany(middle)) tooSmall = middle;
    else enough = middle;
  }
  return sizes.map((count) => groupsOf(count, enough));
}

/** Nodes with two or more children, ascending: the factorised form has a softmax for each. */
export function branchingNodes({ groups, children }: TreeIndex): number[] {
  return groups.filter((node) => (children[node]?.length ?? 0) > 1);
}
