import type { TargetThresholds } from "../../shared/artifact/model.ts";
import { mostProbable, type NodeProbabilities } from "../../shared/decision/node-probabilities.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import {
  conformalQuantile,
  controlledThreshold,
  correctedThreshold,
  type ScoredTitle,
  unreachable,
} from "./risk-control.ts";

/** Targets whose thresholds a model file holds. */
export const targets = [0.8, 0.9, 0.95, 0.99] as const;
/** The target of answers to requests that name none. */
export const defaultTarget = 0.9;

/**
 * Error probability: the chance that a threshold is too low because of lucky calibration titles.
 */
const alpha = 0.1;

/** Per level from the top, the most probable node at that depth; null where the tree has none. */
export type LevelScores = readonly (ScoredTitle | null)[];

/**
 * Builds a function that gives the scores of a title of known class, of which `truth` is the leaf.
 */
export function levelScorer(
  tree: TreeIndex,
): (probabilities: Pick<NodeProbabilities, "nodes">, truth: number) => LevelScores {
  const levels = nodesByDepth(tree);
  return ({ nodes }, truth) => {
    const line = ancestry(tree.taxonomy, truth);
    return levels.map((level) => {
      if (level.length === 0) return null;
      const top = mostProbable(level, nodes);
      return { score: nodes[top] ?? 0, right: line.includes(top) };
    });
  };
}

/** Nodes of every depth below the root. */
function nodesByDepth(tree: TreeIndex): number[][] {
  return tree.taxonomy.levels.map((_, level) =>
    tree.depths.flatMap((depth, node) => (depth === level + 1 ? [node] : [])),
  );
}

/**
 * Thresholds for one target. They keep two promises, for titles drawn as the calibration titles
 * were:
 *
 * - A title's answer is wrong with probability at most 1 - target; "none" is never wrong. This is
 *   split conformal prediction, as in hierarchical selective classification (Goren, Galil and
 *   El-Yaniv 2024). The score of a title is the largest threshold at which its answer would be
 *   wrong. No level's threshold is below the conformal quantile of the scores.
 * - Of the answers at each level the share target is right, except with probability `alpha`. From
 *   the deepest level up, it is the `controlledThreshold` over the titles that no deeper level
 *   answers.
 *
 * With `corrected` in place of `proven` the second holds about on average only, and more titles are
 * answered: see `correctedThreshold`.
 *
 * @param titles calibration titles with known words
 */
export function findThresholds(
  titles: readonly LevelScores[],
  levels: number,
  target: number,
  kind: "proven" | "corrected" = "proven",
): TargetThresholds {
  const wrongUpTo = titles.map((scores) =>
    scores.reduce((most, one) => (one !== null && !one.right ? Math.max(most, one.score) : most), 0),
  );
  // Above, not at, the score of the title that sets it.
  const floor = Math.min(unreachable, conformalQuantile(wrongUpTo, target) + 1e-9);
  const thresholds = new Array<number>(levels).fill(unreachable);
  let unanswered = titles;
  for (let level = levels - 1; level >= 0; level--) {
    const scored = unanswered.flatMap((scores) => scores[level] ?? []);
    const found =
      kind === "proven" ? controlledThreshold(scored, 1 - target, alpha) : correctedThreshold(scored, target);
    const threshold = Math.max(floor, found);
    thresholds[level] = threshold;
    unanswered = unanswered.filter((scores) => !((scores[level]?.score ?? 0) >= threshold));
  }
  return { target, thresholds };
}
