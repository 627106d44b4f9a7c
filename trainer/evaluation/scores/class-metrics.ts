import { mostProbable } from "../../../shared/decision/node-probabilities.ts";
import { type Path, pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { LabelledNodes } from "../evaluate-model.ts";

/** How the titles of one of the lowest classes are predicted. */
export type ClassMetrics = {
  readonly node: number;
  readonly path: Path;
  readonly titles: number;
  /** Share of those predicted as this class that belong to it; null if none is. */
  readonly precision: number | null;
  /** Share of its titles that are predicted as it; null if it has none. */
  readonly recall: number | null;
  readonly right: number;
  /** The other class that most of its titles are predicted as; null if there is none. */
  readonly confusedWith: { readonly path: Path; readonly titles: number } | null;
};

/** Numbers of titles by true and predicted class, both nodes. Classes without any are absent. */
export type Confusion = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** The leaf that each title is predicted as: the most probable one, whatever the thresholds. */
export function predictedLeaves(tree: TreeIndex, titles: readonly LabelledNodes[]): number[] {
  return titles.map(({ probabilities: { nodes } }) => mostProbable(tree.leaves, nodes));
}

/** Counts titles by true and predicted leaf. */
export function countConfusion(tree: TreeIndex, titles: readonly LabelledNodes[]): Confusion {
  const predicted = predictedLeaves(tree, titles);
  const counts = new Map<number, Map<number, number>>();
  titles.forEach(({ raw: { truth } }, i) => {
    const row = counts.get(truth) ?? new Map<number, number>();
    const as = predicted[i] ?? 0;
    row.set(as, (row.get(as) ?? 0) + 1);
    counts.set(truth, row);
  });
  return counts;
}

/** Precision and recall of every leaf, in the order of `tree.leaves`. */
export function classMetrics(tree: TreeIndex, confusion: Confusion): ClassMetrics[] {
  const predicted = new Map<number, number>();
  for (const row of confusion.values())
    for (const [as, count] of row) predicted.set(as, (predicted.get(as) ?? 0) + count);
  return tree.leaves.map((node) => {
    const row = [...(confusion.get(node) ?? [])];
    const titles = row.reduce((sum, [, count]) => sum + count, 0);
    const right = confusion.get(node)?.get(node) ?? 0;
    const [most] = row.filter(([as]) => as !== node).sort(([, a], [, b]) => b - a);
    const asThis = predicted.get(node) ?? 0;
    return {
      node,
      path: pathOf(tree.taxonomy, node),
      titles,
      right,
      precision: asThis > 0 ? right / asThis : null,
      recall: titles > 0 ? right / titles : null,
      confusedWith: most ? { path: pathOf(tree.taxonomy, most[0]), titles: most[1] } : null,
    };
  });
}
