import type { TargetThresholds } from "../../shared/artifact/model.ts";
import { mostProbable, type NodeProbabilities } from "../../shared/decision/node-probabilities.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import {
  conformalQuantile,
  controlledThreshold,
  correctedThreshold,
  never,
  type Scored,
} from "./risk-control.ts";

/** Targets whose thresholds a model file holds, and the one that answers are for if a request names none. */
export const targets = [0.8, 0.9, 0.95, 0.99] as const;
export const defaultTarget = 0.9;

/** Chance that a threshold is too low because the calibration titles were lucky. */
export const doubt = 0.1;

/** Per level from the top, the most probable node at that depth; null where the tree has none. */
export type LevelScores = readonly (Scored | null)[];

/** Builds a function that gives the scores of a title of known class, of which `truth` is the leaf. */
export function levelScorer(
  tree: TreeIndex,
): (beliefs: Pick<NodeProbabilities, "nodes">, truth: number) => LevelScores {
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
 * Thresholds for one target. Two promises, for titles drawn as the calibration titles were:
 *
 * - a title's answer is wrong with probability at most 1 - target ("none" is never wrong). Split conformal as in hierarchical selective
 *   classification (Goren, Galil and El-Yaniv 2024): the score of a title is the largest threshold at which it would be answered wrongly, and no level's threshold
 *   is below the conformal quantile of the scores
 * - of the answers at each level the share target is right, except with probability `doubt`: from the deepest level up, `controlledThreshold` over the titles that
 *   no deeper level answers
 *
 * With `corrected` in place of `proven` the second holds about on average only, and more is answered: see `correctedThreshold`.
 *
 * @param titles of calibration, with known words
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
  const floor = Math.min(never, conformalQuantile(wrongUpTo, target) + 1e-9);
  const thresholds = new Array<number>(levels).fill(never);
  let unanswered = titles;
  for (let level = levels - 1; level >= 0; level--) {
    const scored = unanswered.flatMap((scores) => scores[level] ?? []);
    const found =
      kind === "proven" ? controlledThreshold(scored, 1 - target, doubt) : correctedThreshold(scored, target);
    const threshold = Math.max(floor, found);
    thresholds[level] = threshold;
    unanswered = unanswered.filter((scores) => !((scores[level]?.score ?? 0) >= threshold));
  }
  return { target, thresholds };
}
