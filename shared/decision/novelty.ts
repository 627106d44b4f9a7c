import { type NoveltyTests, type NoveltyWeights, noCutoff } from "../artifact/novelty-tests.ts";
import type { TreeIndex } from "../tree/taxonomy.ts";
import { logOdds } from "./log-odds.ts";
import { mostProbable, type RawPrediction } from "./node-probabilities.ts";
import type { ThresholdOptions } from "./thresholds.ts";

/** What the novelty tests see of a title: its prediction before calibration. */
export type NoveltyEvidence = Pick<RawPrediction, "nodes" | "newChildren"> & {
  /** Number of the title's distinct words that the model knows. */
  readonly knownWords: number;
  /**
   * Number of terms that the model knows of the title, endings of words included; as `knownWords`
   * if absent.
   */
  readonly knownTerms?: number;
};

/**
 * What the tests make of a title. It does not depend on the answer, so that answers to different
 * requests stay nested.
 */
export type Novelty = {
  /**
   * One per level, from the top, on the way of most probable children down to a leaf. A higher
   * score is a sign of a new class.
   */
  readonly scores: readonly number[];
  /**
   * Depth of the deepest class on that way that is right if the title is one of a new class; 0 for
   * none.
   */
  readonly depthIfNovel: number;
};

/**
 * Features of a title of a class outside the taxonomy: the constant, the log-odds of all new
 * children together, and the entropy of the top classes in nats.
 */
export function outsideFeatures(
  { children }: Pick<TreeIndex, "children">,
  { nodes, newChildren }: NoveltyEvidence,
): number[] {
  const share = newChildren.reduce((sum, one) => sum + one, 0);
  return [1, logOdds(share), entropyOf(children[0] ?? [], nodes)];
}

function entropyOf(classes: readonly number[], nodes: Float64Array): number {
  let entropy = 0;
  for (const node of classes) {
    const p = nodes[node] ?? 0;
    if (p > 0) entropy -= p * Math.log(p);
  }
  return entropy;
}

/**
 * Builds the function that gives the features of a node below a top class. They tell a title of a
 * new child of its parent from a title of the node itself: log-odds against the node, against its
 * parent, and for the new children; the entropy of the leaves in nats; the log of the number of
 * known words.
 */
export function newChildFeatures(
  tree: TreeIndex,
  { nodes, newChildren, knownWords }: NoveltyEvidence,
): (node: number) => number[] {
  let below = 0;
  for (let g = 1; g < newChildren.length; g++) below += newChildren[g] ?? 0;
  const entropy = entropyOf(tree.leaves, nodes);
  const ofTitle = [entropy, logOdds(newChildren[0] ?? 0), logOdds(below), Math.log(knownWords + 0.5)];
  return (node) => [
    1,
    -logOdds(nodes[node] ?? 0),
    -logOdds(nodes[tree.taxonomy.parents[node] ?? 0] ?? 0),
    ...ofTitle,
  ];
}

/** Applies the tests to a title. */
export function measureNovelty(
  tree: TreeIndex,
  { outsideWeights, weights, parentWeights }: NoveltyWeights,
  evidence: NoveltyEvidence,
): Novelty {
  const featuresOf = newChildFeatures(tree, evidence);
  const childrenOf = (node: number) => tree.children[node] ?? [];
  const scores = [dot(outsideFeatures(tree, evidence), outsideWeights)];
  let depthIfNovel = 0;
  let parent = mostProbable(childrenOf(0), evidence.nodes);
  while (childrenOf(parent).length > 0) {
    const node = mostProbable(childrenOf(parent), evidence.nodes);
    const features = featuresOf(node);
    if (dot(features, parentWeights) > 0) depthIfNovel = scores.length;
    scores.push(dot(features, weights));
    parent = node;
  }
  return { scores, depthIfNovel };
}

/** Whether a title is taken for one of a new class: a score exceeds the cutoff of its level. */
export function isNovel({ scores }: Novelty, cutoffs: readonly number[]): boolean {
  return scores.some((score, level) => score > (cutoffs[level] ?? noCutoff));
}

/** The cutoffs for one request. With `min` alone they are those for any answer at all. */
export function cutoffsFor(tests: NoveltyTests, { target, min }: ThresholdOptions): readonly number[] {
  if (target === undefined) return min === undefined ? tests.cutoffs : tests.anyAnswer;
  return tests.targets.find((one) => one.target === target)?.cutoffs ?? tests.anyAnswer;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
}
