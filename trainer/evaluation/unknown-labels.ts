import { type Path, pathKey, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { labelsOfTree } from "../data/labels/label-variants.ts";
import { knownPartFinder } from "./level-classes.ts";

/** A label of the data that the model does not have. */
export type UnknownLabel = {
  /** Path down to the label. Of a path that ends above the lowest classes it is the whole. */
  readonly path: Path;
  /** Whether the path ends at a class of the model that has others below. */
  readonly endsAbove: boolean;
  readonly titles: number;
  /** A class of the model with another spelling; null if there is none. */
  readonly spelling: Path | null;
};

/**
 * Counts the labels that the model does not have, those of most titles first. A title counts for
 * the first label of its path that is unknown.
 */
export function findUnknownLabels(tree: TreeIndex, paths: readonly Path[]): UnknownLabel[] {
  const find = knownPartFinder(tree);
  const isKnown = (path: Path) => find(path).levels === path.length;
  const leaves = new Set(tree.leaves);
  const { merge } = labelsOfTree(tree);
  const found = new Map<string, UnknownLabel>();
  for (const path of paths) {
    const { node, levels } = find(path);
    const endsAbove = levels === path.length;
    if (endsAbove && leaves.has(node)) continue;
    const unknown = endsAbove ? path : path.slice(0, levels + 1);
    const key = pathKey(unknown);
    const before = found.get(key);
    const spelling = merge(unknown);
    found.set(key, {
      path: unknown,
      endsAbove,
      titles: (before?.titles ?? 0) + 1,
      spelling: !endsAbove && isKnown(spelling) ? spelling : null,
    });
  }
  return [...found.values()].sort((a, b) => b.titles - a.titles);
}
