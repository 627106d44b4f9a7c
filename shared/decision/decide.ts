import type { TreeIndex } from "../tree/taxonomy.ts";
import type { FallbackReason } from "./fallback-reason.ts";
import { mostProbable, type NodeProbabilities } from "./node-probabilities.ts";

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
 * @param beliefs probabilities of every node, and of unseen classes below it
 * @param thresholds one per level, from the top; a node at depth d must reach `thresholds[d - 1]`
 * @param knownWords number of the title's words that the model knows; without any there is nothing to believe
 * @param newChildRatio how probable a new child must be, over the most probable known one, to be the reason for stopping
 */
export function decide(
  tree: TreeIndex,
  { nodes: probabilities, unseen }: NodeProbabilities,
  thresholds: readonly number[],
  knownWords: number,
  newChildRatio = 1,
): Decision {
  const thresholdOf = (node: number) => thresholds[(tree.depths[node] ?? 1) - 1] ?? 1;
  const missedBelow = (node: number) => mostProbable(tree.children[node] ?? [], probabilities);
  const fallback = (node: number, reason: FallbackReason): Decision => {
    const missed = missedBelow(node);
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
  if (tree.children[node]?.length === 0) return { kind: "leaf", node };
  const newChild = unseen[tree.groups.indexOf(node)] ?? 0;
  const isNew = newChild > newChildRatio * (probabilities[missedBelow(node)] ?? 0);
  return fallback(node, isNew ? "unseen-subcategory" : "low-child-confidence");
}
