import { expect, test } from "vitest";
import { readModel } from "../../../../shared/artifact/read-model.ts";
import { predictor } from "../../../../shared/predictive/predictive.ts";
import { vectoriser } from "../../../../shared/text/vocabulary.ts";
import { indexTree } from "../../../../shared/tree/taxonomy.ts";
import { requireFlat } from "../../../../trainer/artifact/require-flat.ts";
import { leafCounts, withLabelShift } from "../../../../trainer/posterior/transforms/label-shift.ts";
import { packModel } from "../../../../trainer/train/pack-model.ts";
import { exampleParts, exampleTree, syntheticDraws } from "../../../fixtures/example-model.ts";

const size = { count: 3, features: 4, columns: 4, groups: 2 };

test("draws move by the log ratios of shares, in the intercepts of leaves and inner nodes alone", () => {
  const draws = syntheticDraws(
    size,
    (j, v) => j + v,
    () => 0.5,
  );
  // Leaves: toys, jam, tea. The chains have seen 1, 4 and none, which counts as a half.
  const seen = leafCounts(exampleTree, [0, 1, 1, 1, 1]);
  const shifted = withLabelShift(draws, exampleTree, seen, Float64Array.of(0.2, 0.3, 0.5));
  const read = (from: typeof draws | typeof shifted, draw: number) => {
    const [coefficients, scales] = [new Float32Array(16), new Float32Array(2)];
    from.read(draw, coefficients, scales);
    return { coefficients: [...coefficients], scales: [...scales] };
  };
  const had = [1 / 5.5, 4 / 5.5, 0.5 / 5.5, 4.5 / 5.5];
  const wanted = [0.2, 0.3, 0.5, 0.8];
  for (let draw = 0; draw < 3; draw++) {
    const [before, after] = [read(draws, draw), read(shifted, draw)];
    expect(after.scales).toEqual(before.scales);
    expect(after.coefficients.slice(4)).toEqual(before.coefficients.slice(4));
    wanted.forEach((share, v) => {
      const moved = (after.coefficients[v] ?? 0) - (before.coefficients[v] ?? 0);
      expect(moved).toBeCloseTo(Math.log(share / (had[v] ?? 0)), 5);
    });
  }
  expect(shifted).toMatchObject(size);
});

test("a packed model answers as Bayes' rule says for the other balance", async () => {
  // Without spread there is one draw, and Bayes' rule holds for the predictive itself.
  const tree = indexTree({ labels: ["", "toys", "jam", "tea"], parents: [-1, 0, 0, 0], levels: ["class"] });
  const { vocabulary, ...parts } = exampleParts();
  const exact = syntheticDraws(
    { count: 4, features: 1 + vocabulary.terms.length, columns: 3, groups: 1 },
    (j, v) => Math.sin(3 * j + 5 * v),
    () => 0,
  );
  const [labels, wanted] = [[0, 0, 0, 0, 1, 1, 2, 2], Float64Array.of(0.1, 0.3, 0.6)];
  const nodesOf = async (draws: typeof parts.draws) => {
    const decision = { thresholds: [0.5], calibration: null };
    const { bytes } = await packModel({ ...parts, vocabulary, tree, decision, draws });
    const model = requireFlat(await readModel(bytes), "this test");
    return predictor(model).predict(vectoriser(model.vocabulary)("green tea")).nodes.slice();
  };
  const shifted = withLabelShift(exact, tree, leafCounts(tree, labels), wanted);
  const [before, after] = [await nodesOf(exact), await nodesOf(shifted)];
  const had = [0.5, 0.25, 0.25];
  const products = [1, 2, 3].map(
    (node) => ((before[node] ?? 0) * (wanted[node - 1] ?? 0)) / (had[node - 1] ?? 1),
  );
  const total = products.reduce((sum, product) => sum + product, 0);
  // The packed means are rounded.
  products.forEach((product, k) => {
    expect(Math.abs((after[k + 1] ?? 0) - product / total)).toBeLessThan(0.01);
  });
  expect(Math.abs((after[1] ?? 0) - (before[1] ?? 0))).toBeGreaterThan(0.1);
});
