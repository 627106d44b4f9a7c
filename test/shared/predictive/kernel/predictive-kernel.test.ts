import fc from "fast-check";
import { expect, test } from "vitest";
import type { FlatModel, PackedMoments } from "../../../../shared/artifact/model.ts";
import { plainPredictor } from "../../../../shared/predictive/plain-predictor.ts";
import { predictor } from "../../../../shared/predictive/predictive.ts";
import type { SparseRow } from "../../../../shared/text/vocabulary.ts";
import { indexTree, type TreeIndex } from "../../../../shared/tree/taxonomy.ts";
import { nextNormal, nextUniform, seedStream } from "../../../../trainer/nuts/random.ts";
import { quantiseMoments } from "../../../../trainer/posterior/quantise-moments.ts";
import { fitShapeCodebook } from "../../../../trainer/posterior/shape-codebook.ts";
import { taxonomies } from "../../../fixtures/random-models.ts";

const features = 300;
/** What a random posterior is made from. */
const kinds = fc.record({
  taxonomy: taxonomies,
  seed: fc.nat(10_000),
  draws: fc.constantFrom(1, 2, 7, 64),
  bits: fc.constantFrom([8, 8], [5, 3], [6, 0]),
  /** Of the coefficients, in logits. */
  distance: fc.constantFrom(0.1, 2, 20),
  variance: fc.constantFrom(0, 0.1, 5),
  scale: fc.constantFrom(0, 0.3, 8),
  /** Features of the row: many are added in parts. */
  length: fc.constantFrom(0, 1, 5, 12, 280),
  unknownSquares: fc.constantFrom(0, 0.5, 9),
  kept: fc.constantFrom(0, 3),
});

type Kind = typeof kinds extends fc.Arbitrary<infer T> ? T : never;

function posteriorOf(tree: TreeIndex, kind: Kind): PackedMoments {
  const { seed, draws, bits, distance, variance, scale } = kind;
  const random = seedStream(seed, 3);
  const columns = tree.nodeCount - 1;
  const deviates = columns + tree.internals.length;
  const [meanBits = 8, spreadBits = 8] = bits;
  const layout = { columns, deviates, meanBits, spreadBits };
  const moments = {
    means: Float64Array.from({ length: features * columns }, () => distance * nextNormal(random)),
    variances: Float32Array.from({ length: features * deviates }, () => variance * nextUniform(random)),
  };
  const none = { shapes: new Uint8Array(0), shapeOf: new Uint8Array(0), units: new Float64Array(0) };
  const codebook =
    spreadBits === 0 ? fitShapeCodebook(moments.variances, deviates, [...Array(features).keys()]) : none;
  return {
    ...{ kind: "moments", draws, features, ...layout, shapes: codebook.shapes },
    ...{ unknownShare: 0.5, siblingSpread: 1 },
    scales: new Float32Array(draws * tree.groups.length).fill(scale),
    blocks: quantiseMoments(moments, layout, codebook, () => 1),
  };
}

/** A row of the intercept, of some features at random and of the last ones. */
function rowOf({
  seed,
  length,
  unknownSquares,
  kept,
}: Pick<Kind, "seed" | "unknownSquares" | "kept"> & { readonly length: number }): SparseRow {
  const random = seedStream(seed, 4);
  const some = Array.from({ length: features - 1 - kept }, (_, k) => k + 1)
    .sort(() => nextUniform(random) - 0.5)
    .slice(0, length)
    .sort((a, b) => a - b);
  const last = Array.from({ length: kept }, (_, k) => features - kept + k);
  const found = Int32Array.from([0, ...some, ...last]);
  return {
    features: found,
    values: Float32Array.from(found, (_, k) => (k === 0 ? 1 : nextNormal(random) / Math.sqrt(1 + length))),
    ...{ knownWords: [], unknownWords: [], vectorWords: [], unknownSquares },
  };
}

/** `vectors` alone says how many features the kernel keeps. */
function modelOf(tree: TreeIndex, posterior: PackedMoments, kept: number): FlatModel {
  return { tree, posterior, vocabulary: { vectors: [{ dimensions: kept }] } } as unknown as FlatModel;
}

test("the kernel predicts as the plain form does, for any tree, layout and row", () => {
  fc.assert(
    fc.property(kinds, (kind) => {
      const tree = indexTree(kind.taxonomy);
      const model = modelOf(tree, posteriorOf(tree, kind), kind.kept);
      const [ours, plain] = [predictor(model), plainPredictor(model)];
      const row = rowOf(kind);
      const [found, expected] = [ours.predict(row), plain.predict(row)];
      // Logits of a hundred have half the digits of single precision left.
      const tolerance = 2e-5 * (1 + kind.distance + kind.variance);
      const compare = (a: ArrayLike<number>, b: ArrayLike<number>) => {
        expect(a.length).toBe(b.length);
        for (let k = 0; k < a.length; k++)
          expect(Math.abs((a[k] ?? Number.NaN) - (b[k] ?? Number.NaN))).toBeLessThan(tolerance);
      };
      compare(found.nodes, expected.nodes);
      compare(found.newChildren, expected.newChildren);
      compare([found.total, found.aleatoric], [expected.total, expected.aleatoric]);
      for (let node = 1; node < tree.nodeCount; node++) compare(ours.interval(node), plain.interval(node));
    }),
    { seed: 1, numRuns: 400 },
  );
});

test("the kernel keeps nothing of the row before", () => {
  fc.assert(
    fc.property(kinds, kinds, (kind, other) => {
      const tree = indexTree(kind.taxonomy);
      const model = modelOf(tree, posteriorOf(tree, kind), kind.kept);
      const used = predictor(model);
      used.predict(rowOf({ ...other, kept: kind.kept }));
      const again = used.predict(rowOf(kind));
      const fresh = predictor(model).predict(rowOf(kind));
      expect([...again.nodes, ...again.newChildren]).toEqual([...fresh.nodes, ...fresh.newChildren]);
    }),
    { seed: 2, numRuns: 50 },
  );
});

test("the kernel predicts the same bits however few blocks it keeps", () => {
  fc.assert(
    fc.property(kinds, fc.constantFrom(0, 500, 5000), (kind, bytes) => {
      const tree = indexTree(kind.taxonomy);
      const model = modelOf(tree, posteriorOf(tree, kind), kind.kept);
      const [all, few] = [predictor(model), predictor(model, bytes)];
      for (const length of [kind.length, 3, 40, 3, 200]) {
        const row = rowOf({ ...kind, length, seed: kind.seed + length });
        const found = few.predict(row);
        const expected = all.predict(row);
        expect([...found.nodes, ...found.newChildren]).toEqual([...expected.nodes, ...expected.newChildren]);
      }
    }),
    { seed: 3, numRuns: 50 },
  );
});
