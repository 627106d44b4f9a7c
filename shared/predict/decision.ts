import { ancestry, type TreeIndex } from "../tree/taxonomy.ts";
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
 * Climbs from the most probable leaf until a node's probability reaches the threshold of its level.
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
  const leaf = mostProbable(tree.leaves, probabilities);
  const line = ancestry(tree.taxonomy, leaf);
  const thresholdOf = (node: number) => thresholds[(tree.depths[node] ?? 1) - 1] ?? 1;
  const top = line.at(-1) ?? leaf;
  if (knownWords === 0) {
    return { kind: "fallback", node: 0, reason: "no-known-words", missed: top, threshold: thresholdOf(top) };
  }
  const step = line.findIndex((node) => (probabilities[node] ?? 0) >= thresholdOf(node));
  if (step === 0) return { kind: "leaf", node: leaf };
  if (step < 0) {
    return {
      kind: "fallback",
      node: 0,
      reason: "outside-taxonomy",
      missed: top,
      threshold: thresholdOf(top),
    };
  }
  const missed = line[step - 1] ?? leaf;
  const node = line[step] ?? 0;
  return { kind: "fallback", node, reason: "low-child-confidence", missed, threshold: thresholdOf(missed) };
}

/** The node with the largest probability; the first of equals. */
export function mostProbable(nodes: readonly number[], probabilities: Float64Array): number {
  return nodes.reduce((best, node) =>
    (probabilities[node] ?? 0) > (probabilities[best] ?? 0) ? node : best,
  );
}
