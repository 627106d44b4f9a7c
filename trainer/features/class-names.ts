import { pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/**
 * Titles made of labels: for every leaf one for each label on its path, as "toys games" and "building toys". Somebody chose those
 * words to say what belongs there, and for a small class they say more than its few titles do. A department's name is a title of
 * every leaf below it: evidence for the department, and for no leaf more than for another.
 */
export function classNameTitles(tree: TreeIndex): { readonly titles: string[]; readonly labels: number[] } {
  const named = tree.leaves.flatMap((leaf, position) =>
    pathOf(tree.taxonomy, leaf).map((title) => ({ title, position })),
  );
  return { titles: named.map(({ title }) => title), labels: named.map(({ position }) => position) };
}
