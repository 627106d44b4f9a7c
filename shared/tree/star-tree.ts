import { indexTree, type TreeIndex } from "./taxonomy.ts";

/**
 * The tree of one node and its children, which are its leaves in their order. Null for a node with
 * fewer than two children, among which there is nothing to choose.
 */
export function starTree({ children, taxonomy }: TreeIndex, node: number): TreeIndex | null {
  const below = children[node] ?? [];
  if (below.length < 2) return null;
  return indexTree({
    labels: ["", ...below.map((child) => taxonomy.labels[child] ?? "")],
    parents: [-1, ...below.map(() => 0)],
    levels: ["child"],
  });
}

/** Nodes with two or more children, ascending: the factorised form has a softmax for each. */
export function branchingNodes({ groups, children }: TreeIndex): number[] {
  return groups.filter((node) => (children[node]?.length ?? 0) > 1);
}
