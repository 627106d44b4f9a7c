import type { NodeProbabilities } from "../decision/node-probabilities.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";

/** Probability of every class; lists are in the order of the taxonomy, parents first. */
export type TreeShares = {
  /** Probability of each class. */
  readonly probabilities: readonly number[];
  /** Central 90 % interval over draws of each class that has at least 0.01, else null. */
  readonly intervals: readonly (readonly [number, number] | null)[];
  /** Part of each class's probability that belongs to a subcategory the model does not know. */
  readonly unseen: readonly number[];
  /** Probability of a class outside the taxonomy. */
  readonly outside: number;
  /** What a class had to reach at each level, from the top. */
  readonly thresholds: readonly number[];
};

/** An interval needs the class's probability in every draw, so improbable classes get none. */
const leastWithInterval = 0.01;

/** The probabilities of all nodes below the root as an answer gives them. */
export function treeShares(
  tree: TreeIndex,
  { nodes, unseen }: NodeProbabilities,
  thresholds: readonly number[],
  intervalOf: (node: number) => readonly [number, number],
): TreeShares {
  const classes = Array.from({ length: tree.nodeCount - 1 }, (_, k) => k + 1);
  const unseenBelow = new Map(tree.groups.map((node, g) => [node, unseen[g] ?? 0]));
  return {
    probabilities: classes.map((node) => nodes[node] ?? 0),
    intervals: classes.map((node) => ((nodes[node] ?? 0) >= leastWithInterval ? intervalOf(node) : null)),
    unseen: classes.map((node) => unseenBelow.get(node) ?? 0),
    outside: unseenBelow.get(0) ?? 0,
    thresholds,
  };
}
