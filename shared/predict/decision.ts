import type { TreeIndex } from "../tree/taxonomy.ts";
import type { FallbackReason } from "./answer.ts";

/** Where to stop in the tree. `node` 0 means that nothing is believable; `missed` is the node that fell short. */
export type Decision =
  | { readonly kind: "leaf"; readonly node: number }
  | {
      readonly kind: "fallback";
      readonly node: number;
      readonly reason: FallbackReason;
      readonly missed: number;
      readonly threshold: number;
    };

/**
 * The most specific believable node: the deepest whose probability reaches the threshold of its level, the most probable of those at one depth.
 * Not only ancestors of the most probable leaf count: where one department has a single likely leaf and another many, the second is the
 * better answer.
 *
 * @param probabilities posterior-predictive mean of every node, length N
 * @param thresholds one per level, from the top; a node at depth d must reach `thresholds[d - 1]`
 * @param knownWords number of the title's words that the model knows; without any there is nothing to believe
 */
export function decide(
  tree: TreeIndex,
  probabilities: Float64Array,
  thresholds: readonly number[],
  knownWords: number,
): Decision {
  const thresholdOf = (node: number) => thresholds[(tree.depths[node] ?? 1) - 1] ?? 1;
  const fallback = (node: number, reason: FallbackReason): Decision => {
    const missed = mostProbable(tree.children[node] ?? [], probabilities);
    return { kind: "fallback", node, reason, missed, threshold: thresholdOf(missed) };
  };
  if (knownWords === 0) return fallback(0, "no-known-words");

  let node = 0;
  for (let other = 1; other < tree.nodeCount; other++) {
    const probability = probabilities[other] ?? 0;
    if (probability < thresholdOf(other)) continue;
    const deeper = (tree.depths[other] ?? 0) - (tree.depths[node] ?? 0);
    if (deeper > 0 || (deeper === 0 && probability > (probabilities[node] ?? 0))) node = other;
  }
  if (node === 0) return fallback(0, "outside-taxonomy");
  return tree.children[node]?.length === 0 ? { kind: "leaf", node } : fallback(node, "low-child-confidence");
}

/** The node with the largest probability; the first of equals. */
export function mostProbable(nodes: readonly number[], probabilities: Float64Array): number {
  return nodes.reduce((best, node) =>
    (probabilities[node] ?? 0) > (probabilities[best] ?? 0) ? node : best,
  );
}
