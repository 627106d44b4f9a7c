import type { TreeIndex } from "../tree/taxonomy.ts";
import type { FallbackReason } from "./fallback-reason.ts";
import { mostProbable, type NodeProbabilities } from "./node-probabilities.ts";

/**
 * Where to stop in the tree. `node` 0 means that no class reaches its threshold; `missed` is the
 * most probable child of `node`, which falls short of `threshold`.
 */
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
 * Decides on the most specific node: the deepest whose probability reaches the threshold of its
 * level, and of several at one depth the most probable. It need not be an ancestor of the most
 * probable leaf: where one department has a single likely leaf and another has many, the second
 * department is the better answer.
 *
 * @param thresholds one per level, from the top; a node at depth d must reach `thresholds[d - 1]`
 * @param knownWords number of the title's words that the model knows; without any, nothing is
 *   answered
 * @param newChildRatio how probable an unseen child must be, relative to the most probable known
 *   child, to be the reason for stopping
 */
export function decide(
  tree: TreeIndex,
  { nodes: probabilities, unseen }: NodeProbabilities,
  thresholds: readonly number[],
  knownWords: number,
  newChildRatio = 1,
): Decision {
  const thresholdOf = (node: number) => thresholds[(tree.depths[node] ?? 1) - 1] ?? 1;
  const mostProbableChild = (node: number) => mostProbable(tree.children[node] ?? [], probabilities);
  const fallback = (node: number, reason: FallbackReason): Decision => {
    const missed = mostProbableChild(node);
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

  const unseenChild = unseen[tree.groups.indexOf(node)] ?? 0;
  const isUnseen = unseenChild > newChildRatio * (probabilities[mostProbableChild(node)] ?? 0);
  return fallback(node, isUnseen ? "unseen-subcategory" : "low-child-confidence");
}
