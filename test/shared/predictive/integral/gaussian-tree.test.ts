import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gaussianTree } from "../../../../shared/predictive/integral/gaussian-tree.ts";
import { indexTree, type TreeIndex } from "../../../../shared/tree/taxonomy.ts";
import { taxonomies } from "../../../fixtures/random-models.ts";

function tree(parents: number[]): TreeIndex {
  return indexTree({ labels: parents.map((_, node) => `${node}`), parents, levels: ["a", "b", "c"] });
}

const all = (index: TreeIndex) => new Uint8Array(index.leaves.length).fill(1);

/** Mean softmax of a tree by brute force: a product of trapezoidal rules over all normals. */
function bruteForce(index: TreeIndex, means: Float64Array, variances: Float64Array): number[] {
  const points = Array.from({ length: 21 }, (_, k) => (k - 10) / 2);
  const weights = points.map((e) => Math.exp((-e * e) / 2));
  const total = weights.reduce((a, b) => a + b, 0);
  const p = index.leaves.map(() => 0);
  const normals = new Float64Array(variances.length);
  const pathTo = (leaf: number) => {
    let sum = 0;
    for (let at = leaf; at > 0; at = index.taxonomy.parents[at] ?? 0)
      sum += normals[index.columns[at] ?? 0] ?? 0;
    return sum;
  };
  function over(k: number, weight: number): void {
    if (k < variances.length) {
      const deviation = Math.sqrt(variances[k] ?? 0);
      const places = deviation === 0 ? [0] : points;
      const share = deviation === 0 ? [total] : weights;
      places.forEach((e, i) => {
        normals[k] = deviation * e;
        over(k + 1, (weight * (share[i] ?? 0)) / total);
      });
      return;
    }
    const z = index.leaves.map((leaf, c) => Math.exp((means[c] ?? 0) + pathTo(leaf)));
    const sum = z.reduce((a, b) => a + b, 0);
    z.forEach((value, c) => {
      p[c] = (p[c] ?? 0) + (weight * value) / sum;
    });
  }
  over(0, 1);
  return p;
}

describe("the mean softmax over normal logits", () => {
  test("of two leaves is the mean of a sigmoid, whatever their means and variances", () => {
    const index = tree([-1, 0, 0]);
    const mean = gaussianTree(index);
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: 0, max: 40, noNaN: true }),
        fc.double({ min: 0, max: 40, noNaN: true }),
        (difference, first, second) => {
          const p = new Float64Array(2);
          mean(Float64Array.of(difference, 0), Float64Array.of(first, second), p, all(index));
          const deviation = Math.sqrt(first + second);
          let exact = 0;
          let total = 0;
          for (let e = -9; e <= 9; e += 0.01) {
            const weight = Math.exp((-e * e) / 2);
            exact += weight / (1 + Math.exp(-difference - deviation * e));
            total += weight;
          }
          expect(Math.abs((p[0] ?? 0) - exact / total)).toBeLessThan(3e-3);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test.each([
    ["a department with two leaves and a leaf that ends early", [-1, 0, 0, 1, 1], [1.5, 2, 4, 3]],
    ["two departments", [-1, 0, 0, 1, 1, 2], [2, 0, 3, 4, 1]],
    ["variance of departments alone", [-1, 0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 9, 4]],
    ["small deviates", [-1, 0, 0, 1, 1, 2, 2], [0.02, 0.01, 0, 0, 0.05, 0.3]],
  ])("agrees with brute force: %s", (_, parents, variances) => {
    const index = tree(parents);
    const columns = index.nodeCount - 1;
    const means = Float64Array.from({ length: columns }, (__, v) => ((7 * v) % 5) - 2);
    const every = new Float64Array(columns + index.internals.length);
    every.set(variances);
    const p = new Float64Array(index.leaves.length);
    gaussianTree(index)(means, every, p, all(index));
    // An internal node's own deviate does not affect leaves.
    bruteForce(index, means, every.slice(0, columns)).forEach((exact, c) => {
      expect(Math.abs((p[c] ?? 0) - exact)).toBeLessThan(2e-3);
    });
  });

  test("without variance is the softmax", () => {
    const index = tree([-1, 0, 0, 1, 1, 2, 2]);
    const means = Float64Array.of(1, -2, 0.5, 3, 9, 9);
    const p = new Float64Array(4);
    gaussianTree(index)(means, new Float64Array(8), p, all(index));
    const weights = [1, -2, 0.5, 3].map(Math.exp);
    const sum = weights.reduce((a, b) => a + b, 0);
    weights.forEach((weight, c) => {
      expect(p[c]).toBeCloseTo(weight / sum, 4);
    });
  });

  test("sums to 1, is never negative, and gives 0 to a leaf that is left out, for any tree and variance", () => {
    fc.assert(
      fc.property(
        taxonomies,
        fc.nat(),
        fc.constantFrom(1e-6, 0.1, 3, 100, 1e4, 1e8),
        (taxonomy, seed, scale) => {
          const index = indexTree(taxonomy);
          let state = seed | 1;
          const random = () => {
            state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
            return (state >>> 0) / 2 ** 32;
          };
          const columns = index.nodeCount - 1;
          const means = Float64Array.from({ length: columns }, () => scale * (random() - 0.5));
          const variances = Float64Array.from({ length: columns + index.internals.length }, () =>
            random() < 0.2 ? 0 : scale * random(),
          );
          const leaves = index.leaves.length;
          if (leaves > 1) means[0] = Number.NEGATIVE_INFINITY;
          const p = new Float64Array(leaves);
          gaussianTree(index)(means, variances, p, all(index));
          expect(Math.abs(p.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-9);
          for (const share of p) expect(share).toBeGreaterThanOrEqual(0);
          if (leaves > 1) expect(p[0]).toBe(0);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});
