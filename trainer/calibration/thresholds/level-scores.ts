import { mostProbable, type NodeProbabilities } from "../../../shared/decision/node-probabilities.ts";
import { ancestry, type TreeIndex } from "../../../shared/tree/taxonomy.ts";

/** A title at one level: the probability of its most probable class, and whether it is right. */
export type ScoredTitle = { readonly score: number; readonly right: boolean };

/** A threshold that no probability reaches. */
export const unreachable = 1;

/** Per level from the top, the most probable node at that depth; null where the tree has none. */
export type LevelScores = readonly (ScoredTitle | null)[];

/** Builds a function that gives the scores of a title of known class: `truth` is its leaf. */
export function levelScorer(
  tree: TreeIndex,
): (probabilities: Pick<NodeProbabilities, "nodes">, truth: number) => LevelScores {
  const levels = tree.taxonomy.levels.map((_, level) =>
    [...tree.depths.keys()].filter((node) => tree.depths[node] === level + 1),
  );
  return ({ nodes }, truth) => {
    const truePath = ancestry(tree.taxonomy, truth);
    return levels.map((level) => {
      if (level.length === 0) return null;
      const top = mostProbable(level, nodes);
      return { score: nodes[top] ?? 0, right: truePath.includes(top) };
    });
  };
}
