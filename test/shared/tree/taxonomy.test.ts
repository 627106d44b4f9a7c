import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ancestry,
  indexTree,
  pathKey,
  pathOf,
  sumLeavesIntoNodes,
  type Taxonomy,
} from "../../../shared/tree/taxonomy.ts";
import { taxonomies } from "../../fixtures/random-models.ts";

/** Uneven depth: "books" is a leaf of the top level, "lego" lies three levels down. */
const uneven: Taxonomy = {
  labels: ["", "toys", "books", "building", "dolls", "lego", "blocks"],
  parents: [-1, 0, 0, 1, 1, 3, 3],
  levels: ["department", "class", "brand"],
};

describe("indexTree", () => {
  it("finds leaves, internal nodes, groups, depths and children", () => {
    const tree = indexTree(uneven);
    expect(tree).toMatchObject({
      nodeCount: 7,
      leaves: [2, 4, 5, 6],
      internals: [1, 3],
      groups: [0, 1, 3],
      depths: [0, 1, 1, 2, 2, 3, 3],
      children: [[1, 2], [3, 4], [], [5, 6], [], [], []],
    });
  });

  it("numbers columns leaves first, internal nodes after, none for the root", () => {
    expect(indexTree(uneven).columns).toEqual([-1, 4, 0, 5, 1, 2, 3]);
  });

  it("gives every node but the root one column, for any tree", () => {
    fc.assert(
      fc.property(taxonomies, (taxonomy) => {
        const { columns, nodeCount, leaves, internals } = indexTree(taxonomy);
        expect(leaves.length + internals.length).toBe(nodeCount - 1);
        expect(columns.slice(1).sort((a, b) => a - b)).toEqual(
          Array.from({ length: nodeCount - 1 }, (_, k) => k),
        );
      }),
      { seed: 1 },
    );
  });
});

describe("paths", () => {
  it("lead from the top level down", () => {
    expect(pathOf(uneven, 5)).toEqual(["toys", "building", "lego"]);
    expect(pathOf(uneven, 2)).toEqual(["books"]);
    expect(pathOf(uneven, 0)).toEqual([]);
  });

  it("are the labels of the ancestry in reverse", () => {
    expect(ancestry(uneven, 5)).toEqual([5, 3, 1]);
    expect(ancestry(uneven, 0)).toEqual([]);
  });

  it("have different keys when they differ, for any labels", () => {
    const path = fc.array(fc.string({ unit: fc.constantFrom("a", '"', ",", "\\", ">", "]") }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(path, path, (a, b) => {
        const same = a.length === b.length && a.every((label, k) => label === b[k]);
        expect(pathKey(a) === pathKey(b)).toBe(same);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("sumLeavesIntoNodes", () => {
  it("gives every node the sum of its leaves", () => {
    const nodes = new Float64Array(7).fill(9);
    sumLeavesIntoNodes(indexTree(uneven), Float64Array.of(0.5, 0.25, 0.125, 0.125), nodes);
    expect([...nodes]).toEqual([1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]);
  });
});
