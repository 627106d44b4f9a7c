import { describe, expect, test } from "vitest";
import {
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "../../../trainer/evaluation/out-of-distribution.ts";
import { unseenFolds } from "../../../trainer/evaluation/unseen-children.ts";
import type { CalibratedPrediction } from "../../../trainer/predictions/calibrated-predictions.ts";
import type { LabelledPrediction } from "../../../trainer/predictions/predict-titles.ts";
import { exampleTree } from "../../fixtures/example-model.ts";

const model = { tree: exampleTree, decision: { thresholds: [0.6, 0.6], calibration: null } };

/** NodeProbabilities in food, toys, jam and tea, unseen outside and below food. */
function believed(
  truth: number,
  nodes: readonly number[],
  unseen: readonly number[] = [0, 0],
): CalibratedPrediction {
  const forecast: LabelledPrediction = {
    ...{ nodes: new Float64Array(5), newChildren: new Float64Array(2) },
    ...{ known: 1, knownWords: 1, truth },
  };
  return { forecast, beliefs: { nodes: Float64Array.of(1, ...nodes), unseen: Float64Array.from(unseen) } };
}

describe("titles of classes that the model does not have", () => {
  test("are sorted by what they are answered", () => {
    const metrics = outOfDistributionMetrics(
      model,
      [
        believed(1, [0.9, 0.1, 0.2, 0.2], [0, 0.5]),
        believed(1, [0.9, 0.1, 0.8, 0.1]),
        believed(1, [0.2, 0.3, 0.1, 0.1], [0.5, 0]),
        believed(1, [0.1, 0.9, 0, 0.1]),
      ],
      [believed(4, [1, 0, 0, 1])],
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

describe("folds without some children", () => {
  const rows = ["a", "b", "c"].flatMap((parent) =>
    Array.from({ length: 4 }, (_, child) =>
      Array.from({ length: 5 }, (__, k) => ({
        ...{ file: "x.csv", row: 1, title: `${parent}${child} ${k}` },
        path: [parent, `${parent}${child}`],
      })),
    ).flat(),
  );

  test("hold out other children each time, leave every parent one, and share no title", () => {
    const folds = unseenFolds(rows, 3, 3, 1);
    const all = folds.flatMap(({ children }) => children.map((path) => path.join("/")));
    expect(new Set(all).size).toBe(9);
    for (const { children, training, familiar, strangers } of folds) {
      expect(children).toHaveLength(3);
      expect(strangers).toHaveLength(15);
      expect(training.length + familiar.length + strangers.length).toBe(60);
      const seen = new Set(training.map(({ title }) => title));
      expect([...familiar, ...strangers].some(({ title }) => seen.has(title))).toBe(false);
      expect(new Set(training.map(({ path }) => path[0])).size).toBe(3);
    }
    expect(unseenFolds(rows, 3, 3, 1)).toEqual(folds);
    expect(unseenFolds(rows, 3, 3, 2)).not.toEqual(folds);
  });

  test("too many are refused", () => {
    expect(() => unseenFolds(rows, 10, 1, 1)).toThrow(expect.objectContaining({ code: "bad-usage" }));
  });
});
