import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import type { FlatModel, PackedPosterior } from "../../../shared/artifact/model.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { standardNormalDeviates } from "../../../shared/predictive/normal-deviates.ts";
import { predictor } from "../../../shared/predictive/predictive.ts";
import { rowLogits } from "../../../shared/predictive/row-logits.ts";
import { priorVariances } from "../../../shared/predictive/unknown-words.ts";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { ancestry } from "../../../shared/tree/taxonomy.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts, syntheticDraws, withScales } from "../../fixtures/example-model.ts";
import { models } from "../../fixtures/random-models.ts";

/** The model with another share of the prior for unknown words. */
const withShare = (model: FlatModel, unknownShare: number): FlatModel => ({
  ...model,
  posterior: { ...model.posterior, unknownShare },
});

/** A model with scales of 1, in which one known word decides the class. */
async function packedExample(): Promise<FlatModel> {
  const { draws, ...parts } = exampleParts();
  const plain = syntheticDraws(
    { count: draws.count, features: draws.features, columns: draws.columns, groups: draws.groups },
    (feature, column) => (feature === 0 ? 0 : 6 * Number(column === feature % 3)),
    () => 0.2,
  );
  const { bytes } = await packModel({ ...parts, draws: withScales(plain, 1) });
  return requireFlat(await readModel(bytes), "this test");
}

const example = withShare(await packedExample(), 1);
const known = example.vocabulary.terms.at(0);

/** Standard deviation over draws of every column's logit. */
function logitSpreads({ tree, posterior, vocabulary }: FlatModel, title: string): number[] {
  const { draws, columns } = posterior;
  const logits = new Float64Array(draws * columns);
  rowLogits(posterior, tree).load(vectoriser(vocabulary)(title), logits);
  return Array.from({ length: columns }, (_, v) => {
    const values = Array.from({ length: draws }, (__, s) => logits[s * columns + v] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / draws;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws);
  });
}

describe("an unknown word", () => {
  test("widens every interval of a certain answer, and two widen it more", () => {
    const { predict, interval } = predictor(example);
    const vectorise = vectoriser(example.vocabulary);
    const widths = [known, `${known} zyx`, `${known} zyx wvu`].map((title) => {
      predict(vectorise(title));
      return example.tree.taxonomy.labels.slice(1).map((_, at) => {
        const [low, high] = interval(at + 1);
        return high - low;
      });
    });
    const [none = [], one = [], two = []] = widths;
    none.forEach((width, node) => {
      expect(one[node]).toBeGreaterThan(width);
      expect(two[node]).toBeGreaterThan(one[node] ?? Number.POSITIVE_INFINITY);
    });
  });

  test("adds the prior's variance to every logit, for moments", () => {
    const { tree, posterior, vocabulary } = example;
    const variances = priorVariances(posterior, tree);
    const row = vectoriser(vocabulary)(`${known} zyx`);
    const weight = (Math.log((1 + vocabulary.titles) / 1) + 1) ** 2;
    const knownWeight =
      (Math.log((1 + vocabulary.titles) / (1 + vocabulary.terms.documentFrequency(0))) + 1) ** 2;
    expect(row.unknownSquares).toBeCloseTo(weight / knownWeight, 6);
    const [before, after] = [logitSpreads(example, known), logitSpreads(example, `${known} zyx`)];
    for (let node = 1; node < tree.nodeCount; node++) {
      const column = tree.columns[node] ?? 0;
      const added = ancestry(tree.taxonomy, node).reduce(
        (sum, at) => sum + row.unknownSquares * (variances[tree.columns[at] ?? 0] ?? 0),
        0,
      );
      // Scales are 1: one for every step from the root.
      expect(added).toBeCloseTo(row.unknownSquares * (tree.depths[node] ?? 0), 5);
      // Deviates on one path are not quite uncorrelated over 64 draws.
      const ratio = ((after[column] ?? 0) ** 2 - (before[column] ?? 0) ** 2) / added;
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.3);
    }
  });

  test("adds scaled normal deviates down the tree to every explicit draw, for any tree", () => {
    fc.assert(
      fc.property(models, fc.double({ min: 0.01, max: 1, noNaN: true }), (model, share) => {
        const { tree, vocabulary } = model;
        const posterior: PackedPosterior = withShare(model, share).posterior;
        const { draws, columns } = posterior;
        const row = vectoriser(vocabulary)("a d e d");
        const logits = [row, { ...row, unknownSquares: 0 }].map((one) => {
          const into = new Float64Array(draws * columns);
          rowLogits(posterior, tree).load(one, into);
          return into;
        });
        const count = columns + tree.internals.length;
        const deviates = standardNormalDeviates(count, draws);
        for (let s = 0; s < draws; s++) {
          for (let node = 1; node < tree.nodeCount; node++) {
            const v = tree.columns[node] ?? 0;
            const expected = ancestry(tree.taxonomy, node).reduce((sum, at) => {
              const group = tree.groups.indexOf(tree.taxonomy.parents[at] ?? -1);
              const scale = posterior.scales[s * tree.groups.length + group] ?? Number.NaN;
              return sum + scale * (deviates[s * count + (tree.columns[at] ?? 0)] ?? Number.NaN);
            }, 0);
            const added = (logits[0]?.[s * columns + v] ?? 0) - (logits[1]?.[s * columns + v] ?? 0);
            expect(added).toBeCloseTo(Math.sqrt(share * row.unknownSquares) * expected, 9);
          }
        }
      }),
      { seed: 21, numRuns: 100 },
    );
  });

  test("leaves probabilities that sum to 1 and parents that are the sum of their children", () => {
    fc.assert(
      fc.property(
        fc.oneof(models, fc.constant(example)),
        fc.array(fc.constantFrom("a", "c", "tea", "zyx", "wvu"), { maxLength: 6 }),
        (model, words) => {
          const { nodes, newChildren, epistemic } = predictor(withShare(model, 1)).predict(
            vectoriser(model.vocabulary)(words.join(" ")),
          );
          expect(nodes[0]).toBeCloseTo(1, 9);
          model.tree.children.forEach((children, node) => {
            if (children.length === 0) return;
            expect(children.reduce((sum, child) => sum + (nodes[child] ?? 0), 0)).toBeCloseTo(
              nodes[node] ?? -1,
              9,
            );
          });
          expect(newChildren.every((share) => share >= 0 && share <= 1)).toBe(true);
          expect(epistemic).toBeGreaterThanOrEqual(0);
        },
      ),
      { seed: 22, numRuns: 100 },
    );
  });

  test("is harmless in thousands", () => {
    const hostile = Array.from({ length: 5_000 }, (_, k) => `zyx${k}`).join(" ");
    for (const title of [hostile, `${known} ${hostile}`, `${known} ${"zyx ".repeat(5_000)}`]) {
      const { candidates, uncertainty } = classifier(example)(title, { top: 10 });
      const sum = candidates.reduce((total, { probability }) => total + probability, 0);
      expect(sum).toBeCloseTo(1, 6);
      for (const { interval } of candidates) expect(interval.every(Number.isFinite)).toBe(true);
      expect(uncertainty.total).toBeLessThanOrEqual(Math.log(candidates.length) + 1e-9);
    }
  });

  test("has a bounded value however much more than known words it weighs", () => {
    const vocabulary = fitVocabulary(["green tea", "black tea"], { ...plainWords, idfPower: 10 });
    const { features, unknownWords, unknownSquares } = vectoriser(vocabulary)("grey grey grey tea");
    expect(features.length).toBeGreaterThan(1);
    expect(unknownWords).toEqual(["grey"]);
    expect(unknownSquares).toBe(1e6);
  });

  test("has no effect where the model file has no share of the prior's variance", () => {
    const plain = withShare(example, 0);
    expect(classifier(plain)(`${known} zyx`).candidates).toEqual(classifier(plain)(known).candidates);
  });

  test("has an effect in an explanation whose interval is around 0", () => {
    const { explanation } = classifier(example)(`${known} zyx`, { explain: true });
    const { effect, interval } = explanation?.unknown ?? { effect: Number.NaN, interval: [0, 0] };
    expect(interval[0]).toBeLessThan(-0.5);
    expect(interval[1]).toBeGreaterThan(0.5);
    expect(Math.abs(effect)).toBeLessThan((interval[1] - interval[0]) / 5);
    expect(classifier(example)(known, { explain: true }).explanation?.unknown).toEqual({
      effect: 0,
      interval: [0, 0],
    });
  });
});
