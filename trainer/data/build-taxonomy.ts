import { HedgeError } from "../../shared/errors.ts";
import { indexTree, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { LabelledRow } from "./labelled-row.ts";

/** A row whose path has no empty label: trailing ones were cut off. */
export type PathRow = Pick<LabelledRow, "file" | "row" | "path">;

/** A tree, and the node at the end of each path. */
export type BuiltTaxonomy = {
  readonly tree: TreeIndex;
  /** Node of a path that a row has, or of the beginning of one. -1 for any other path. */
  nodeOf(path: readonly string[]): number;
};

type Branch = { readonly label: string; readonly children: Map<string, Branch>; node: number };

/**
 * Builds the taxonomy that the rows' paths describe. Nodes are numbered breadth first, siblings in
 * ascending code-unit order of their labels. So the numbers do not depend on the order of the rows.
 *
 * Within a level, a label has one parent. On different levels, the same label may name different
 * classes, so a child may have the name of its parent.
 *
 * @throws HedgeError `two-parents` naming the label, both parents, file and row
 */
export function buildTaxonomy(rows: readonly PathRow[], levels: readonly string[]): BuiltTaxonomy {
  const root: Branch = { label: "", children: new Map(), node: 0 };
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
  const queue: { branch: Branch; parent: number }[] = [{ branch: root, parent: -1 }];
  for (const { branch, parent } of queue) {
    branch.node = labels.length;
    labels.push(branch.label);
    parents.push(parent);
    const children = [...branch.children.values()].sort((a, b) => compareCodeUnits(a.label, b.label));
    queue.push(...children.map((child) => ({ branch: child, parent: branch.node })));
  }
  return {
    tree: indexTree({ labels, parents, levels }),
    nodeOf: (path) =>
      path.reduce<Branch | undefined>((at, label) => at?.children.get(label), root)?.node ?? -1,
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

function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
