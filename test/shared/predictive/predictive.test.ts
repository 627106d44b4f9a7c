import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { FlatModel } from "../../../shared/artifact/model.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { centralInterval, quantile } from "../../../shared/predictive/interval.ts";
import { predictor } from "../../../shared/predictive/predictive.ts";
import { type SparseRow, vectoriser } from "../../../shared/text/vocabulary.ts";
import { ancestry } from "../../../shared/tree/taxonomy.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import { coefficientOf, models } from "../../fixtures/random-models.ts";
import { tinyModelBytes } from "../../fixtures/tiny-model.ts";
import { tinyReference } from "../../fixtures/tiny-reference.ts";

const titles = fc
  .array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 6 })
  .map((parts) => parts.join(" "));

/** Probability of every node in every draw, straight from the formulas, in double precision. */
function reference({ tree, posterior, ...rest }: FlatModel, row: SparseRow): number[][] {
  const model = { tree, posterior, ...rest };
  return Array.from({ length: posterior.draws }, (_, s) => {
    const logits = tree.leaves.map((_, c) =>
      row.features.reduce((sum, j, k) => sum + (row.values[k] ?? 0) * coefficientOf(model, j, s, c), 0),
    );
    const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
    return tree.taxonomy.labels.map((_, node) =>
      tree.leaves.reduce((sum, leaf, c) => {
        const below = node === 0 || ancestry(tree.taxonomy, leaf).includes(node);
        return below ? sum + Math.exp(logits[c] ?? 0) / total : sum;
      }, 0),
    );
  });
}

describe("predictor", () => {
  it("agrees with a naive double-precision reference on any tree and any draws", () => {
    fc.assert(
      fc.property(models, titles, (model, title) => {
        const row = vectoriser(model.vocabulary)(title);
        const { nodes } = predictor(model).predict(row);
        const perDraw = reference(model, row);
        nodes.forEach((probability, node) => {
          const expected = perDraw.reduce((sum, draw) => sum + (draw[node] ?? 0), 0) / perDraw.length;
          expect(Math.abs(probability - expected)).toBeLessThan(1e-12);
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("gives probabilities that sum to 1 and parents that are the sum of their children", () => {
    fc.assert(
      fc.property(models, titles, (model, title) => {
        const { nodes } = predictor(model).predict(vectoriser(model.vocabulary)(title));
        expect(Math.abs((nodes[0] ?? 0) - 1)).toBeLessThan(1e-6);
        model.tree.children.forEach((children, node) => {
          if (children.length === 0) return;
          const sum = children.reduce((total, child) => total + (nodes[child] ?? 0), 0);
          expect(Math.abs((nodes[node] ?? 0) - sum)).toBeLessThan(1e-12);
        });
      }),
      { seed: 2 },
    );
  });

  it("gives intervals within the range of draws, and parts of entropy that sum to the total", () => {
    fc.assert(
      fc.property(models, titles, (model, title) => {
        const row = vectoriser(model.vocabulary)(title);
        const { predict, interval } = predictor(model);
        const { total, aleatoric, epistemic } = predict(row);
        const perDraw = reference(model, row);
        model.tree.taxonomy.labels.forEach((_, node) => {
          const [low, high] = interval(node);
          const draws = perDraw.map((draw) => draw[node] ?? 0);
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(Math.min(...draws) - 1e-9);
          expect(high).toBeLessThanOrEqual(Math.min(1, Math.max(...draws)) + 1e-9);
        });
        expect(aleatoric).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(Math.log(model.tree.leaves.length) + 1e-9);
        expect(epistemic).toBeGreaterThanOrEqual(0);
        expect(aleatoric + epistemic).toBeCloseTo(total, 9);
      }),
      { seed: 3 },
    );
  });

  it("has no epistemic uncertainty, and intervals of one point, with a single draw", () => {
    fc.assert(
      fc.property(models, titles, (model, title) => {
        fc.pre(model.posterior.draws === 1);
        const { predict, interval } = predictor(model);
        const { nodes, epistemic } = predict(vectoriser(model.vocabulary)(title));
        expect(epistemic).toBeCloseTo(0, 12);
        for (const leaf of model.tree.leaves) {
          expect(interval(leaf)).toEqual([nodes[leaf], nodes[leaf]]);
        }
      }),
      { seed: 4 },
    );
  });

  it("keeps nothing of the title before", () => {
    fc.assert(
      fc.property(models, titles, titles, (model, first, second) => {
        const vectorise = vectoriser(model.vocabulary);
        const used = predictor(model);
        used.predict(vectorise(first));
        const again = [...used.predict(vectorise(second)).nodes];
        expect(again).toEqual([...predictor(model).predict(vectorise(second)).nodes]);
      }),
      { seed: 5 },
    );
  });

  it.each(["lego toys", "adult toys", "doll doll tea", "sugar", "unknown words", ""])(
    "answers %j from a packed file as the formulas do",
    async (title) => {
      const model = requireFlat(await readModel(await tinyModelBytes()), "this test");
      const { predict, interval } = predictor(model);
      const { nodes } = predict(vectoriser(model.vocabulary)(title));
      const expected = tinyReference(title);
      nodes.forEach((probability, node) => {
        expect(probability).toBeCloseTo(expected.nodes[node] ?? Number.NaN, 6);
        const draws = Float64Array.from(expected.perDraw, (draw) => draw[node] ?? Number.NaN).sort();
        expect(interval(node)[0]).toBeCloseTo(quantile(draws, 0.05), 6);
        expect(interval(node)[1]).toBeCloseTo(quantile(draws, 0.95), 6);
      });
    },
  );
});

describe("quantile", () => {
  it("interpolates linearly between order statistics, as R's type 7", () => {
    const values = Float64Array.of(1, 2, 4, 8);
    expect(quantile(values, 0)).toBe(1);
    expect(quantile(values, 0.5)).toBe(3);
    expect(quantile(values, 0.95)).toBeCloseTo(7.4, 12);
    expect(quantile(values, 1)).toBe(8);
    expect(quantile(Float64Array.of(5), 0.3)).toBe(5);
  });
});

test("a central interval is that of the sorted values, for any number of them", () => {
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 });
  const repeated = fc.array(fc.constantFrom(0, 0.25, 1), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(fc.oneof(values, repeated), (some) => {
      const sorted = Float64Array.from(some).sort();
      const expected = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
      expect(centralInterval(Float64Array.from(some))).toEqual(expected);
    }),
    { seed: 1 },
  );
});
