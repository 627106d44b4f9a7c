import { describe, expect, test } from "vitest";
import { branchingNodes, nodeShape, nodeTree, shapeOf } from "../../../shared/tree/node-tree.ts";
import { evenTree, unevenTree, wideTree } from "../../fixtures/factorised-model.ts";

/** The same number of leaves at every depth. */
const everywhere = (most: number) => [most, most, most];

/** The places of a node's tree as lists of labels: children, and below them their groups. */
function places(tree: typeof unevenTree, node: number, most: number): string[][] {
  const own = nodeTree(tree, node, everywhere(most))?.tree;
  const labels = own?.taxonomy.labels ?? [];
  return (own?.children[0] ?? []).map((child) =>
    [child, ...(own?.children[child] ?? [])].map((place) => labels[place] ?? ""),
  );
}

describe("the tree of a node", () => {
  test("has its children, and below them theirs where there is room", () => {
    expect(places(unevenTree, 0, 0)).toEqual([["a"], ["b"], ["c"]]);
    expect(places(unevenTree, 0, 3)).toEqual([["a"], ["b"], ["c"]]);
    // A child with one class below it is the same as that class.
    expect(places(unevenTree, 0, 4)).toEqual([["a", "a1", "a2"], ["b"], ["c"]]);
    expect(nodeTree(unevenTree, 2, everywhere(100))).toBeNull();
    expect(nodeTree(unevenTree, 13, everywhere(100))).toBeNull();
  });

  test("has groups of equal size where there is not room for all", () => {
    const [first] = places(evenTree, 0, 6);
    expect(first).toEqual(["n1", "n4 to n5", "n6"]);
    expect(places(evenTree, 0, 5)).toEqual([["n1"], ["n2"], ["n3"]]);
    for (const [most, groups] of [
      [144, 12],
      [143, 6],
      [72, 6],
      [50, 4],
      [24, 2],
      [23, 1],
    ] as const) {
      const counts = places(wideTree, 0, most).map((one) => Math.max(1, one.length - 1));
      expect(counts).toEqual(Array.from({ length: 12 }, () => groups));
    }
  });

  test("says where every child and grandchild is, and which have a place for themselves", () => {
    const own = nodeTree(evenTree, 0, everywhere(6));
    if (own === null) throw new Error("the root has one child");
    const labelAt = (node: number) => own.tree.taxonomy.labels[own.placeOf.get(node) ?? 0];
    expect([1, 4, 5, 6, 7].map(labelAt)).toEqual(["n1", "n4 to n5", "n4 to n5", "n6", "n7 to n8"]);
    expect([...own.ownPlaceOf.keys()]).toEqual([1, 2, 3, 6, 9, 12]);
    const all = nodeTree(evenTree, 0, everywhere(9));
    expect([...(all?.ownPlaceOf ?? [])]).toEqual([...(all?.placeOf ?? [])]);
    expect(nodeTree(unevenTree, 0, everywhere(100))?.placeOf.has(7)).toBe(false);
  });

  test("has as many leaves as its depth may have", () => {
    const byDepth = (mostLeaves: number[]) =>
      branchingNodes(unevenTree).map((node) => nodeTree(unevenTree, node, mostLeaves)?.tree.internals.length);
    expect(byDepth([4, 0, 0])).toEqual(branchingNodes(unevenTree).map((node) => (node === 0 ? 1 : 0)));
    expect(byDepth([])).toEqual(byDepth([0, 0, 0]));
  });

  test.each([0, 3, 4, 6, 9, 40, 200])(
    "has the shape that is computed without it (at most %i leaves)",
    (most) => {
      for (const tree of [unevenTree, evenTree, wideTree])
        for (const node of branchingNodes(tree)) {
          const own = nodeTree(tree, node, everywhere(most));
          if (own === null) throw new Error("a node has one child");
          expect(nodeShape(tree, node, everywhere(most))).toEqual(shapeOf(own.tree));
        }
    },
  );
});
