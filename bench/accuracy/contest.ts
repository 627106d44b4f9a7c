import { pathKey, pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import type { LabelledRow } from "../../trainer/data/labelled-row.ts";
import { pathFinder } from "../../trainer/evaluation/levels.ts";

/** One split that all contestants are trained and judged on. */
export type Contest = {
  /** Classes that have training titles, and no others. */
  readonly tree: TreeIndex;
  /** Rows to train on: what hedge is given as a file, and the same with the leaf as a position in `tree.leaves`. */
  readonly rows: readonly LabelledRow[];
  readonly titles: readonly string[];
  readonly labels: Int32Array;
  /** Rows to judge by; `truth` is the node of a leaf. */
  readonly test: readonly { readonly title: string; readonly truth: number }[];
  /** Rows left out of the test, since no training title has their class. */
  readonly unseen: number;
};

/** Makes a contest of two parts of the rows. `keepDuplicates`: rows that occur twice train twice. */
export function makeContest(
  kept: readonly LabelledRow[],
  heldOut: readonly LabelledRow[],
  levels: readonly string[],
  keepDuplicates: boolean,
): Contest {
  const { tree, titles, labels } = buildDataSet({ rows: kept, skipped: [] }, { levels, keepDuplicates });
  const find = pathFinder(tree);
  const leaves = new Set(tree.leaves);
  const test = heldOut
    .map(({ title, path }) => ({ title, truth: find(path) }))
    .filter(({ truth }) => leaves.has(truth));
  return { tree, rows: kept, titles, labels, test, unseen: heldOut.length - test.length };
}

/** The same rows with their whole path as one label on one level: no class has siblings but through the root. */
export function flatRows(rows: readonly LabelledRow[]): LabelledRow[] {
  return rows.map((row) => ({ ...row, path: [pathKey(row.path)] }));
}

/** The leaf of `tree`, as a position, of each leaf of the flat tree made of the same rows. */
export function leavesOfFlat(tree: TreeIndex, flat: TreeIndex): number[] {
  const at = new Map(tree.leaves.map((node, leaf) => [pathKey(pathOf(tree.taxonomy, node)), leaf]));
  return flat.leaves.map((node) => at.get(flat.taxonomy.labels[node] ?? "") ?? -1);
}
