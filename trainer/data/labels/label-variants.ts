import { type Path, pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { labelKey } from "./label-key.ts";

/** Spellings of one class, the most frequent first. */
export type LabelVariants = {
  readonly level: number;
  readonly spellings: readonly { readonly label: string; readonly rows: number }[];
};

type Branch = { readonly spellings: Map<string, number>; readonly children: Map<string, Branch> };

/** A taxonomy in which labels of one key are one class. */
export type MergedLabels = {
  /** Classes with several spellings, from the top level down. */
  readonly variants: readonly LabelVariants[];
  /**
   * A path with the most frequent spelling of each label. From the first label on that was never
   * seen it stays as it is.
   */
  merge(path: Path): Path;
};

/**
 * Finds labels of one parent that differ in case, white space, quotes, character references or
 * Unicode form alone. The most frequent spelling stands for all. Of equally frequent ones it is the
 * first in code-unit order, so the order of the rows does not matter.
 *
 * @param paths each path with its number of rows
 */
export function mergeLabels(paths: Iterable<readonly [path: Path, rows: number]>): MergedLabels {
  const keys = new Map<string, string>();
  const keyOf = (label: string) => {
    const key = keys.get(label) ?? labelKey(label);
    keys.set(label, key);
    return key;
  };
  const root: Branch = { spellings: new Map(), children: new Map() };
  for (const [path, rows] of paths) {
    let at = root;
    for (const label of path) {
      const next = at.children.get(keyOf(label)) ?? { spellings: new Map(), children: new Map() };
      at.children.set(keyOf(label), next);
      next.spellings.set(label, (next.spellings.get(label) ?? 0) + rows);
      at = next;
    }
  }
  const merged = new Map<Path, Path>();
  return {
    variants: findVariants([root], 0),
    merge(path) {
      const known = merged.get(path);
      if (known !== undefined) return known;
      let at: Branch | undefined = root;
      const labels = path.map((label) => {
        at = at?.children.get(keyOf(label));
        return (at && sortSpellings(at)[0]?.label) ?? label;
      });
      merged.set(path, labels);
      return labels;
    },
  };
}

/** The labels of a tree, for taking another spelling for one of them. */
export function labelsOfTree({ taxonomy, nodeCount }: TreeIndex): MergedLabels {
  return mergeLabels(Array.from({ length: nodeCount - 1 }, (_, k) => [pathOf(taxonomy, k + 1), 1] as const));
}

function findVariants(branches: readonly Branch[], level: number): LabelVariants[] {
  const below = branches.flatMap(({ children }) => [...children.values()]);
  if (below.length === 0) return [];
  const here = below
    .filter(({ spellings }) => spellings.size > 1)
    .map((branch) => ({ level, spellings: sortSpellings(branch) }));
  return [...here, ...findVariants(below, level + 1)];
}

function sortSpellings({ spellings }: Branch): LabelVariants["spellings"] {
  return [...spellings]
    .map(([label, rows]) => ({ label, rows }))
    .sort((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
}
