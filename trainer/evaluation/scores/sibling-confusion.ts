import { ancestry, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { Confusion } from "./class-metrics.ts";

/** How the children of one node are taken for each other. */
export type SiblingConfusion = {
  readonly parent: number;
  /** Its children that have titles, those of most mistakes first. */
  readonly children: readonly number[];
  /** Titles below `truth` whose predicted class is below `predicted`, both children. */
  readonly counts: readonly { readonly truth: number; readonly predicted: number; readonly titles: number }[];
  /** Titles of each child, in the order of `children`, those predicted elsewhere included. */
  readonly totals: readonly number[];
  /** Titles that are predicted below the wrong child. */
  readonly mistakes: number;
};

/** The confusion among the children of each node, that of most mistakes first; none without. */
export function siblingConfusion(tree: TreeIndex, confusion: Confusion): SiblingConfusion[] {
  const lines = tree.depths.map((_, node) => ancestry(tree.taxonomy, node));
  return tree.groups
    .map((parent) => confusionBelow(parent, lines, confusion))
    .filter(({ mistakes }) => mistakes > 0)
    .sort((a, b) => b.mistakes - a.mistakes);
}

function confusionBelow(
  parent: number,
  lines: readonly (readonly number[])[],
  confusion: Confusion,
): SiblingConfusion {
  const childOf = (leaf: number) => {
    const line = [...(lines[leaf] ?? []), 0];
    return line[line.indexOf(parent) - 1];
  };
  const cells = new Map<string, { truth: number; predicted: number; titles: number }>();
  const [totals, mistakes] = [new Map<number, number>(), new Map<number, number>()];
  const add = (to: Map<number, number>, child: number, count: number) =>
    to.set(child, (to.get(child) ?? 0) + count);
  for (const [leaf, row] of confusion) {
    const truth = childOf(leaf);
    if (truth === undefined) continue;
    for (const [as, count] of row) {
      add(totals, truth, count);
      const predicted = childOf(as);
      if (predicted === undefined) continue;
      const key = `${truth} ${predicted}`;
      cells.set(key, { truth, predicted, titles: (cells.get(key)?.titles ?? 0) + count });
      if (truth === predicted) continue;
      add(mistakes, truth, count);
      add(mistakes, predicted, count);
    }
  }
  const children = [...totals.keys()].sort((a, b) => (mistakes.get(b) ?? 0) - (mistakes.get(a) ?? 0));
  const twice = [...mistakes.values()].reduce((sum, one) => sum + one, 0);
  const counts = [...cells.values()];
  return {
    parent,
    children,
    counts,
    totals: children.map((one) => totals.get(one) ?? 0),
    mistakes: twice / 2,
  };
}
