import { pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/**
 * Makes titles of labels: for every leaf, one for each label on its path, as "toys games" and
 * "building toys". The labels were chosen to say what belongs to a class. For a small class they
 * say more than its few titles do. A department's name is a title of every leaf below it. So it is
 * evidence for the department, and equally for all of its leaves.
 */
export function makeClassNameTitles(tree: TreeIndex): {
  readonly titles: string[];
  readonly labels: number[];
} {
  const named = tree.leaves.flatMap((leaf, position) =>
    pathOf(tree.taxonomy, leaf).map((title) => ({ title, position })),
  );
  return { titles: named.map(({ title }) => title), labels: named.map(({ position }) => position) };
}
