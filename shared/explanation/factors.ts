import { isFactorised, type Model, type PackedPosterior } from "../artifact/model.ts";
import { nodeSoftmaxes } from "../factorised/node-softmax.ts";
import type { SparseRow } from "../text/vocabulary.ts";
import { ancestry, leavesBelowNodes, type TreeIndex } from "../tree/taxonomy.ts";
import type { RowPart } from "./term-logits.ts";

/**
 * A softmax that tells one class from another, with the leaves of either class as columns. The
 * log-odds of the classes are the sum over factors of ln P(ours) - ln P(theirs).
 */
export type Factor = {
  readonly posterior: PackedPosterior;
  readonly tree: TreeIndex;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** The row, and parts of it, as this softmax has them. */
  readonly row: SparseRow;
  partOf(part: RowPart): RowPart;
  /** The draw of this softmax that belongs to draw s of the model. */
  drawAt(s: number): number;
};

/**
 * The factors of the log-odds of `node` against `rival`. A flat model has one. A factorised one has
 * the softmax in which their paths part, and those below it on either path, where the child on the
 * path stands against all children.
 */
export function factorsOf(model: Model, row: SparseRow, node: number, rival: number): Factor[] {
  const { tree } = model;
  if (!isFactorised(model)) {
    const below = leavesBelowNodes(tree);
    const [ours, theirs] = [below[node] ?? [], below[rival] ?? []];
    const { posterior } = model;
    return [{ posterior, tree, ours, theirs, row, partOf: (part) => part, drawAt: (s) => s }];
  }
  const softmaxOf = nodeSoftmaxes(model);
  const [path, other] = [ancestry(tree.taxonomy, node), ancestry(tree.taxonomy, rival)];
  const steps = new Map<number, { ours?: number; theirs?: number }>();
  const note = (child: number, side: "ours" | "theirs") => {
    const parent = tree.taxonomy.parents[child] ?? 0;
    const position = tree.children[parent]?.indexOf(child) ?? 0;
    steps.set(parent, { ...steps.get(parent), [side]: position });
  };
  for (const child of path) if (!other.includes(child)) note(child, "ours");
  for (const child of other) if (!path.includes(child)) note(child, "theirs");
  return [...steps].flatMap(([parent, { ours, theirs }]) => {
    const softmax = softmaxOf(parent);
    if (softmax === null) return [];
    const below = leavesBelowNodes(softmax.tree);
    const leavesOf = (position: number | undefined) => below[position === undefined ? 0 : 1 + position] ?? [];
    return [
      {
        ...softmax,
        ours: leavesOf(ours),
        theirs: leavesOf(theirs),
        // A copy, since the rows of a softmax share their memory.
        row: { ...softmax.rowOf(row), ...softmax.partOf(row) },
        drawAt: (s) => softmax.order[s] ?? 0,
      },
    ];
  });
}
