import { describe, expect, test } from "vitest";
import {
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "../../../trainer/evaluation/out-of-distribution.ts";
import type { CalibratedPrediction } from "../../../trainer/predictions/calibrated-predictions.ts";
import type { LabelledPrediction } from "../../../trainer/predictions/predict-titles.ts";
import { exampleTree } from "../../fixtures/example-model.ts";

const model = { tree: exampleTree, decision: { thresholds: [0.6, 0.6], calibration: null } };

/** Probabilities of food, toys, jam and tea, and of classes unseen outside and below food. */
function prediction(
  truth: number,
  nodes: readonly number[],
  unseen: readonly number[] = [0, 0],
): CalibratedPrediction {
  const raw: LabelledPrediction = {
    ...{ nodes: new Float64Array(5), newChildren: new Float64Array(2) },
    ...{ known: 1, knownWords: 1, truth },
  };
  return { raw, probabilities: { nodes: Float64Array.of(1, ...nodes), unseen: Float64Array.from(unseen) } };
}

describe("titles of classes that the model does not have", () => {
  test("are sorted by what they are answered", () => {
    const metrics = outOfDistributionMetrics(
      model,
      [
        prediction(1, [0.9, 0.1, 0.2, 0.2], [0, 0.5]),
        prediction(1, [0.9, 0.1, 0.8, 0.1]),
        prediction(1, [0.2, 0.3, 0.1, 0.1], [0.5, 0]),
        prediction(1, [0.1, 0.9, 0, 0.1]),
      ],
      [prediction(4, [1, 0, 0, 1])],
    );
    expect(metrics).toMatchObject({
      titles: 4,
      rightParent: 0.25,
      wrongChild: 0.5,
      wrongParent: 0,
      none: 0.25,
    });
    expect(metrics.reasons).toEqual({ "unseen-subcategory": 0.25, "outside-taxonomy": 0.25 });
    expect(metrics.topClassMostProbable).toBe(0.5);
    expect(metrics.auroc).toBe(0.75);
    expect(metrics.aurocOfTopProbability).toBe(1);
  });

  test("are those whose path leaves the taxonomy, at the lowest node that they share with it", () => {
    const paths = [["food", "tea"], ["food", "bread"], [], ["garden", "hoses"], ["toys"], ["food"]];
    const titles = paths.map((path) => path.join(" "));
    expect(outOfDistributionTitles(exampleTree, titles, paths)).toEqual([
      { title: "food bread", leaf: 1 },
      { title: "", leaf: 0 },
      { title: "garden hoses", leaf: 0 },
      { title: "food", leaf: 1 },
    ]);
  });
});
