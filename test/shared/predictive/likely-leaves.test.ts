import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlatModel, PackedMoments } from "../../../shared/artifact/model.ts";
import { gaussianTree } from "../../../shared/predictive/integral/gaussian-tree.ts";
import { centralInterval } from "../../../shared/predictive/interval.ts";
import { likelyLeafFinder } from "../../../shared/predictive/likely-leaves.ts";
import { predictor } from "../../../shared/predictive/predictive.ts";
import { rowLogits } from "../../../shared/predictive/row-logits.ts";
import { entropy, softmaxInPlace } from "../../../shared/predictive/softmax.ts";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import { nextNormal, nextUniform, seedStream } from "../../../trainer/nuts/random.ts";
import { quantiseMoments } from "../../../trainer/posterior/quantise-moments.ts";

/** Four departments of eight leaves each, and a leaf beside them. */
const parents = [-1, 0, 0, 0, 0, 0, ...Array.from({ length: 32 }, (_, k) => 1 + (k >> 3))];
const tree = indexTree({ labels: parents.map(String), parents, levels: ["a", "b"] });
const leaves = tree.leaves.length;
const columns = tree.nodeCount - 1;
const deviates = columns + tree.internals.length;

/** A posterior of five features, whose classes lie `distance` logits apart. */
function posteriorOf(seed: number, distance: number, variance: number): PackedMoments {
  const random = seedStream(seed, 1);
  const features = 5;
  const draws = 64;
  const layout = { columns, deviates, meanBits: 8, spreadBits: 8 };
  const moments = {
    means: Float64Array.from({ length: features * columns }, () => distance * nextNormal(random)),
    variances: Float32Array.from({ length: features * deviates }, () => variance * nextUniform(random)),
  };
  const none = { shapes: new Uint8Array(0), shapeOf: new Uint8Array(0), units: new Float64Array(0) };
  return {
    ...{ kind: "moments", draws, features, ...layout, shapes: none.shapes },
    ...{ unknownShare: 0.5, siblingSpread: 1 },
    scales: new Float32Array(draws * tree.groups.length).fill(2),
    blocks: quantiseMoments(moments, layout, none, () => 1),
  };
}

const row = {
  features: Int32Array.from([0, 1, 2, 3, 4]),
  values: Float32Array.from([1, 0.4, -0.3, 0.5, 0.2]),
  ...{ knownWords: [], unknownWords: [], vectorWords: [], unknownSquares: 0.3 },
};

const posteriors = fc
  .record({
    seed: fc.nat(10_000),
    distance: fc.constantFrom(1, 4, 10, 100),
    variance: fc.constantFrom(0, 0.1, 1, 10),
  })
  .map(({ seed, distance, variance }) => posteriorOf(seed, distance, variance));

describe("likely leaves", () => {
  it("leave out leaves that have no more than their bounds, and 0.03 together", () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.constantFrom(1, 4, 10, 100),
        fc.constantFrom(0, 1, 10, 1000),
        (seed, distance, variance) => {
          const random = seedStream(seed, 2);
          const means = Float64Array.from({ length: columns }, () => distance * nextNormal(random));
          const variances = Float64Array.from({ length: deviates }, () => variance * nextUniform(random));
          const likely = likelyLeafFinder(tree)(means, variances);
          const p = new Float64Array(leaves);
          gaussianTree(tree)(means, variances, p, new Uint8Array(leaves).fill(1));
          expect(likely.isLikely[likely.top]).toBe(1);
          expect([...likely.leaves.subarray(0, likely.count)]).toEqual(
            [...p.keys()].filter((c) => likely.isLikely[c] === 1),
          );
          const others = p.filter((_, c) => likely.isLikely[c] === 0);
          expect(others.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.03);
          p.forEach((share, c) => {
            expect(share).toBeLessThan(1.05 * Math.exp(likely.bounds[c] ?? 0) + 1e-6);
          });
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it("change a predictive by less than 3e-4 nats, and its entropies by less than 0.01", () => {
    fc.assert(
      fc.property(posteriors, (posterior) => {
        const { nodes, aleatoric, total } = predictorOf(posterior).predict(row);
        const exact = exactly(posterior);
        let nats = 0;
        exact.p.forEach((share, c) => {
          if (share > 0) nats += share * Math.log(share / Math.max(1e-300, nodes[tree.leaves[c] ?? 0] ?? 0));
        });
        expect(nats).toBeLessThan(3e-4);
        expect(Math.abs(aleatoric - exact.aleatoric)).toBeLessThan(0.01);
        expect(Math.abs(total - entropy(exact.p, 0, leaves))).toBeLessThan(0.01);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("change no interval by more than 0.02, those of unlikely nodes included, in any order", () => {
    fc.assert(
      fc.property(posteriors, fc.boolean(), (posterior, isReversed) => {
        const { predict, interval } = predictorOf(posterior);
        predict(row);
        const { perDraw } = exactly(posterior);
        const nodes = tree.columns.map((_, node) => node).slice(1);
        for (const node of isReversed ? nodes.reverse() : nodes) {
          const own = tree.leaves.flatMap((leaf, c) =>
            leaf === node || tree.taxonomy.parents[leaf] === node ? [c] : [],
          );
          const sums = perDraw.map((p) => own.reduce((sum, c) => sum + (p[c] ?? 0), 0));
          const expected = centralInterval(Float64Array.from(sums));
          const found = interval(node);
          expect(Math.abs(found[0] - expected[0])).toBeLessThan(0.02);
          expect(Math.abs(found[1] - expected[1])).toBeLessThan(0.02);
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});

const predictorOf = (posterior: PackedMoments) =>
  predictor({ posterior, tree, vocabulary: {} } as unknown as FlatModel);

/** The same with every leaf computed in every draw. */
function exactly(posterior: PackedMoments) {
  const { load, meanSoftmax } = rowLogits(posterior, tree);
  const logits = new Float64Array(posterior.draws * columns);
  const p = new Float64Array(leaves);
  load(row, logits);
  meanSoftmax?.(p, []);
  const perDraw = Array.from({ length: posterior.draws }, (_, s) => {
    const own = logits.slice(s * columns, s * columns + leaves);
    softmaxInPlace(own, 0, leaves);
    return own;
  });
  const aleatoric = perDraw.reduce((sum, own) => sum + entropy(own, 0, leaves), 0) / posterior.draws;
  return { p, perDraw, aleatoric };
}
