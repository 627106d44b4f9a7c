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

/** What a decision goes by. */
export type DecisionLimits = {
  /** One per level, from the top; a node at depth d must reach `thresholds[d - 1]`. */
  readonly thresholds: readonly number[];
  /** Thresholds of a request without a demand; those above if absent. */
  readonly standard?: readonly number[];
  /**
   * How probable an unseen child must be, relative to the most probable known child, to be the
   * reason for stopping; 1 if absent.
   */
  readonly newChildRatio?: number;
};

/**
 * Decides on the most specific node: the deepest whose probability reaches the threshold of its
 * level, and of several at one depth the most probable. It need not be an ancestor of the most
 * probable leaf: where one department has a single likely leaf and another has many, the second
 * department is the better answer.
 *
 * @param knownWords number of the title's words that the model knows; without any, nothing is
 *   answered
 */
export function decide(
  tree: TreeIndex,
  { nodes: probabilities, unseen }: NodeProbabilities,
  { thresholds, standard = thresholds, newChildRatio = 1 }: DecisionLimits,
  knownWords: number,
): Decision {
  const stopAt = (node: number, reason: FallbackReason): Decision => {
    const missed = mostProbable(tree.children[node] ?? [], probabilities);
    const threshold = thresholds[(tree.depths[missed] ?? 1) - 1] ?? 1;
    return { kind: "fallback", node, reason, missed, threshold };
  };
  if (knownWords === 0) return stopAt(0, "no-known-words");

  const node = deepestReaching(tree, probabilities, thresholds);
  if (node > 0 && tree.children[node]?.length === 0) return { kind: "leaf", node };

  const ofUnseen = unseen[tree.groups.indexOf(node)] ?? 0;
  const ofKnown = probabilities[mostProbable(tree.children[node] ?? [], probabilities)] ?? 0;
  // The ratio was fitted below the top classes; at the root a class outside must be more probable.
  if (ofUnseen > (node === 0 ? 1 : newChildRatio) * ofKnown)
    return stopAt(node, node === 0 ? "outside-taxonomy" : "unseen-subcategory");
  const usual = standard === thresholds ? node : deepestReaching(tree, probabilities, standard);
  const isDemanded = (tree.depths[usual] ?? 0) > (tree.depths[node] ?? 0);
  return stopAt(node, isDemanded ? "demand-not-met" : "low-child-confidence");
}

/** The deepest node that reaches its threshold, the most probable at its depth; 0 for none. */
export function deepestReaching(
  tree: TreeIndex,
  probabilities: Float64Array,
  thresholds: readonly number[],
): number {
  let node = 0;
  for (let other = 1; other < tree.nodeCount; other++) {
    const depth = tree.depths[other] ?? 0;
    const probability = probabilities[other] ?? 0;
    if (probability < (thresholds[depth - 1] ?? 1)) continue;
    const deeper = depth - (tree.depths[node] ?? 0);
    if (deeper > 0 || (deeper === 0 && probability > (probabilities[node] ?? 0))) node = other;
  }
  return node;
}
