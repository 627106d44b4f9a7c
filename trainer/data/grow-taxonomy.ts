import { HedgeError } from "../../shared/errors.ts";
import { indexTree, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { LabelledRow } from "./labelled-row.ts";

/** A row whose path has its trailing empty labels cut off and no other empty label. */
export type PathRow = Pick<LabelledRow, "file" | "row" | "path">;

/** A tree, and the node that each path ends at. */
export type GrownTaxonomy = {
  readonly tree: TreeIndex;
  /** Node of a path that one of the rows has, or of a beginning of one. */
  nodeOf(path: readonly string[]): number;
};

type Twig = { readonly label: string; readonly children: Map<string, Twig>; node: number };

/**
 * Grows the taxonomy that the rows' paths describe. Nodes are numbered breadth first, siblings in ascending code-unit
 * order of their labels, so the numbering does not depend on the order of the rows. A label belongs to one parent
 * within its level; on different levels the same label may stand for different classes, so a child may be called what
 * its parent is called.
 *
 * @throws HedgeError `two-parents` naming the label, both parents, file and row
 */
export function growTaxonomy(rows: readonly PathRow[], levels: readonly string[]): GrownTaxonomy {
  const root: Twig = { label: "", children: new Map(), node: 0 };
  const parentOf = levels.map(() => new Map<string, PathRow>());
  for (const row of rows) {
    let at = root;
    row.path.forEach((label, level) => {
      let next = at.children.get(label);
      if (next === undefined) {
        checkParent(row, level, levels, parentOf[level] ?? new Map());
        next = { label, children: new Map(), node: -1 };
        at.children.set(label, next);
      }
      at = next;
    });
  }

  const labels: string[] = [];
  const parents: number[] = [];
  const queue: { twig: Twig; parent: number }[] = [{ twig: root, parent: -1 }];
  for (const { twig, parent } of queue) {
    twig.node = labels.length;
    labels.push(twig.label);
    parents.push(parent);
    const children = [...twig.children.values()].sort((a, b) => byCodeUnit(a.label, b.label));
    queue.push(...children.map((child) => ({ twig: child, parent: twig.node })));
  }
  return {
    tree: indexTree({ labels, parents, levels }),
    nodeOf: (path) => path.reduce<Twig | undefined>((at, label) => at?.children.get(label), root)?.node ?? -1,
  };
}

function checkParent(
  row: PathRow,
  level: number,
  levels: readonly string[],
  firstRows: Map<string, PathRow>,
): void {
  const label = row.path[level] ?? "";
  const first = firstRows.get(label);
  if (first === undefined) {
    firstRows.set(label, row);
    return;
  }
  const [level0, level1] = [levels[level], levels[level - 1]];
  throw new HedgeError(
    "two-parents",
    `The ${level0} "${label}" has two parents: ${level1} "${first.path[level - 1]}" ` +
      `(${first.file}, row ${first.row}) and ${level1} "${row.path[level - 1]}" (${row.file}, row ${row.row}); ` +
      `correct one of them or, if both are meant, tell them apart by writing the path into the label, ` +
      `for example "${row.path[level - 1]} / ${label}".`,
  );
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
