import { pathKey, pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import type { LabelledRow } from "../../trainer/data/rows/labelled-row.ts";
import { dropDuplicates, trimPaths } from "../../trainer/data/usable-rows.ts";
import { pathFinder } from "../../trainer/evaluation/level-classes.ts";

/** One split on which all classifiers are trained and tested. `labels`: places in `tree.leaves`. */
export type Benchmark = {
  /** Classes that have training titles, and no others. */
  readonly tree: TreeIndex;
  readonly rows: readonly LabelledRow[];
  readonly titles: readonly string[];
  readonly labels: ArrayLike<number>;
  /** Test rows; `truth` is the node of a leaf. */
  readonly test: readonly { readonly title: string; readonly truth: number }[];
  /** Rows left out of the test, since no training title has their class. */
  readonly unseen: number;
};

/** What a classifier says about the test titles, in their order. */
export type Predictions =
  /** Probabilities of all leaves: titles x leaves. */
  | { readonly kind: "probabilities"; readonly leaves: Float64Array }
  /** Node of the class predicted: a leaf, or a class of the top level. */
  | { readonly kind: "classes"; readonly nodes: readonly number[] };

/** A benchmark of two parts of the rows. With `keepDuplicates` repeated rows train each time. */
export function makeBenchmark(
  kept: readonly LabelledRow[],
  heldOut: readonly LabelledRow[],
  levels: readonly string[],
  keepDuplicates: boolean,
): Benchmark {
  const { tree, titles, labels } = buildDataSet({ rows: kept, skipped: [] }, { levels, keepDuplicates });
  const find = pathFinder(tree);
  const leaves = new Set(tree.leaves);
  const test = heldOut
    .map(({ title, path }) => ({ title, truth: find(path) }))
    .filter(({ truth }) => leaves.has(truth));
  return { tree, rows: kept, titles, labels, test, unseen: heldOut.length - test.length };
}

/** The same rows with their whole path as one label on one level, directly below the root. */
export function flatRows(rows: readonly LabelledRow[]): LabelledRow[] {
  return rows.map((row) => ({ ...row, path: [pathKey(row.path)] }));
}

/** The leaf of `tree`, as a position, of each leaf of the flat tree made of the same rows. */
export function leavesOfFlat(tree: TreeIndex, flat: TreeIndex): number[] {
  const at = new Map(tree.leaves.map((node, leaf) => [pathKey(pathOf(tree.taxonomy, node)), leaf]));
  return flat.leaves.map((node) => at.get(flat.taxonomy.labels[node] ?? "") ?? -1);
}

/** Probabilities of the leaves of the flat tree, titles x leaves, in the order of `tree`. */
export function placeLeaves(tree: TreeIndex, flat: TreeIndex, probabilities: Float64Array): Float64Array {
  const places = leavesOfFlat(tree, flat);
  const count = places.length;
  const placed = new Float64Array(probabilities.length);
  probabilities.forEach((p, at) => {
    placed[at - (at % count) + (places[at % count] ?? 0)] = p;
  });
  return placed;
}

/** Usable rows of a file, one for each title and path: what splits by title are made of. */
export async function readDistinctRows(
  file: string,
  title: string,
  levels: readonly string[],
): Promise<LabelledRow[]> {
  const { rows } = trimPaths(await readRows([file], { title, levels }), levels);
  return dropDuplicates(rows);
}
