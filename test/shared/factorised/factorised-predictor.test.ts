import { describe, expect, test } from "vitest";
import { factorisedPredictor } from "../../../shared/factorised/factorised-predictor.ts";
import { modelPredictor } from "../../../shared/factorised/model-predictor.ts";
import { nodeSoftmaxes } from "../../../shared/factorised/node-softmax.ts";
import { plainPredictor } from "../../../shared/predictive/plain-predictor.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { ancestry, indexTree } from "../../../shared/tree/taxonomy.ts";
import { factorisedModel, unevenTree, wideTree } from "../../fixtures/factorised-model.ts";

const titles = ["green tea", "plum jam and robot", "unheard", "", "black wooden tea"];
const tree = unevenTree;
const { parents } = tree.taxonomy;
const plain = await factorisedModel({ tree });
const knowing = await factorisedModel({ tree, mostLeaves: 100 });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe.each([
  ["children alone", plain],
  ["grandchildren, too", knowing],
] as const)("a factorised model whose nodes know %s", (_, model) => {
  const vectorise = vectoriser(model.vocabulary);

  /** Mean share of every child of a node for a title, by the predictor of a flat model. */
  function sharesOf(node: number, title: string): number[] {
    const softmax = nodeSoftmaxes(model)(node);
    if (softmax === null) return [1];
    const { nodes } = plainPredictor(softmax).predict(softmax.rowOf(vectorise(title)));
    return [...nodes].slice(1, 1 + (tree.children[node]?.length ?? 0));
  }

  describe("its predictive", () => {
    test.each(titles)("is the product of the shares on the way to a node, for %j", (title) => {
      const { nodes } = modelPredictor(model).predict(vectorise(title), Number.POSITIVE_INFINITY);
      for (let node = 1; node < tree.nodeCount; node++) {
        const product = ancestry(tree.taxonomy, node).reduce((total, child) => {
          const parent = parents[child] ?? 0;
          return total * (sharesOf(parent, title)[tree.children[parent]?.indexOf(child) ?? 0] ?? Number.NaN);
        }, 1);
        expect(nodes[node]).toBeCloseTo(product, 12);
      }
    });

    test.each([1, 3, Number.POSITIVE_INFINITY])(
      "sums to 1 at every node and over the leaves (top %s)",
      (top) => {
        const { predict } = factorisedPredictor(model);
        for (const title of titles) {
          const { nodes } = predict(vectorise(title), undefined, top);
          expect(sum(tree.leaves.map((leaf) => nodes[leaf] ?? 0))).toBeCloseTo(1, 12);
          for (const node of tree.groups)
            expect(sum((tree.children[node] ?? []).map((child) => nodes[child] ?? 0))).toBeCloseTo(
              nodes[node] ?? 0,
              12,
            );
        }
      },
    );

    test("has the entropy of its leaves, and new children for every node with several", () => {
      const { predict } = factorisedPredictor(model);
      for (const title of titles) {
        const found = predict(vectorise(title), undefined, Number.POSITIVE_INFINITY);
        const leaves = tree.leaves.map((leaf) => found.nodes[leaf] ?? 0);
        expect(found.total).toBeCloseTo(-sum(leaves.map((p) => (p > 0 ? p * Math.log(p) : 0))), 10);
        expect(found.aleatoric).toBeLessThan(found.total);
        expect(found.epistemic).toBeCloseTo(found.total - found.aleatoric, 12);
        tree.groups.forEach((node, g) => {
          const several = (tree.children[node]?.length ?? 0) > 1;
          expect((found.newChildren[g] ?? 0) > 0).toBe(several && (found.nodes[node] ?? 0) > 0);
        });
      }
    });
  });

  test("an interval holds the mean, and of a child of the root it is that of the root's softmax", () => {
    const { predict, interval } = factorisedPredictor(model);
    const softmax = nodeSoftmaxes(model)(0);
    if (softmax === null) throw new Error("the root has one child");
    const ofRoot = plainPredictor(softmax);
    for (const title of titles) {
      const row = vectorise(title);
      const { nodes } = predict(row);
      ofRoot.predict(softmax.rowOf(row));
      for (let node = 1; node < tree.nodeCount; node++) {
        const [low, high] = interval(node);
        expect(low).toBeLessThanOrEqual((nodes[node] ?? 0) + 0.02);
        expect(high).toBeGreaterThanOrEqual((nodes[node] ?? 0) - 0.02);
      }
      tree.children[0]?.forEach((child, k) => {
        expect(interval(child)).toEqual(ofRoot.interval(1 + k));
      });
    }
  });

  describe("without a class", () => {
    const { predict } = factorisedPredictor(model);
    const row = vectorise("green tea");

    test("the others divide its share, and nothing is below it", () => {
      const whole = predict(row, undefined, Number.POSITIVE_INFINITY).nodes.slice();
      const { nodes } = predict(row, 7, Number.POSITIVE_INFINITY);
      expect([7, 12, 13].map((node) => nodes[node])).toEqual([0, 0, 0]);
      // What is above does not change, unless it knew the class.
      if (model.posterior.mostLeaves.every((most) => most === 0))
        expect(nodes[4]).toBeCloseTo(whole[4] ?? 0, 12);
      else expect(nodes[4]).toBeLessThan(whole[4] ?? 0);
      expect(sum([8, 9].map((node) => nodes[node] ?? 0))).toBeCloseTo(nodes[4] ?? 0, 12);
    });

    test("a node that has no other child goes with it", () => {
      const { nodes } = predict(row, 6, Number.POSITIVE_INFINITY);
      expect([2, 6, 10, 11].map((node) => nodes[node])).toEqual([0, 0, 0, 0]);
      expect(sum([1, 3].map((node) => nodes[node] ?? 0))).toBeCloseTo(1, 12);
    });
  });
});

test("the most probable leaves are those of the whole tree, however few nodes are opened", async () => {
  for (const [seed, mostLeaves] of [
    [1, 0],
    [2, 0],
    [3, 40],
    [4, [40, 0, 0]],
    [5, [0, 40, 0]],
  ] as const) {
    const big = await factorisedModel({ tree: wideTree, seed, mostLeaves });
    const [few, all] = [factorisedPredictor(big), factorisedPredictor(big)];
    for (const title of titles) {
      const row = vectoriser(big.vocabulary)(title);
      const best = (nodes: Float64Array) =>
        [...wideTree.leaves].sort((a, b) => (nodes[b] ?? 0) - (nodes[a] ?? 0)).slice(0, 5);
      const found = few.predict(row, undefined, 5).nodes;
      const exact = all.predict(row, undefined, Number.POSITIVE_INFINITY).nodes;
      expect(best(found)).toEqual(best(exact));
      for (const leaf of best(exact)) expect(found[leaf]).toBe(exact[leaf]);
    }
  }
});

test("the only top class leaves nothing but a new one", async () => {
  const lone = indexTree({ labels: ["", "a", "x", "y"], parents: [-1, 0, 1, 1], levels: ["one", "two"] });
  const small = await factorisedModel({ tree: lone });
  const found = factorisedPredictor(small).predict(vectoriser(small.vocabulary)("tea"), 1);
  expect([...found.nodes]).toEqual([0, 0, 0, 0]);
  expect([...found.newChildren]).toEqual([1, 0]);
});
