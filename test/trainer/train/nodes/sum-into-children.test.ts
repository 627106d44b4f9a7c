import { expect, test } from "vitest";
import { nodeTree } from "../../../../shared/tree/node-tree.ts";
import { sumIntoChildren } from "../../../../trainer/train/nodes/sum-into-children.ts";
import { unevenTree } from "../../../fixtures/factorised-model.ts";

test("leaves are summed into the children above them, row by row", () => {
  const own = nodeTree(unevenTree, 0, [4]);
  if (own === null) throw new Error("the root has one child");
  // Leaves are b and c, which are children, and then the groups a1 and a2 of the first child.
  expect(own.tree.leaves.map((leaf) => own.tree.taxonomy.labels[leaf])).toEqual(["b", "c", "a1", "a2"]);
  const sums = sumIntoChildren(own.tree, Float64Array.of(1, 2, 4, 8, 0.1, 0.2, 0.4, 0.3));
  expect([...sums]).toEqual([12, 1, 2, 0.7, 0.1, 0.2]);
});
