import { type NoveltyTests, noveltyFeatureCount } from "../../../shared/artifact/novelty-tests.ts";
import { mostProbable } from "../../../shared/decision/node-probabilities.ts";
import { newChildFeatures } from "../../../shared/decision/novelty.ts";
import { ancestry, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { LeaveClassOutPrediction, LeftOutPrediction } from "../../predictions/predict-titles.ts";
import { fitLogistic, type Observation } from "../maps/logistic-regression.ts";

/**
 * Weight of a title with its leaf left out, beside 1 for the same title as it is. It is small,
 * since the cutoff lies where few titles of known classes are: there the regression should tell
 * best.
 */
const novelWeight = 0.05;
/**
 * Weight of a title with its top class left out, beside 1 for one with its leaf left out. New
 * subcategories are taken to be more common than titles from outside.
 */
const outsideWeight = 0.4;

/**
 * Weights of the features of a new child, by two logistic regressions at the most probable leaf.
 *
 * * `weights` tells titles with their leaf left out of the model from the same titles with it.
 * * `parentWeights` says whether the leaf's parent is right. It sees titles with their leaf left
 *   out, and titles with their whole top class left out, for which no parent is right.
 */
export function fitNoveltyWeights(
  tree: TreeIndex,
  titles: readonly LeaveClassOutPrediction[],
): Pick<NoveltyTests, "weights" | "parentWeights"> {
  const deepLeaves = tree.leaves.filter((leaf) => (tree.depths[leaf] ?? 0) > 1);
  const leafOf = ({ nodes }: LeftOutPrediction) => mostProbable(deepLeaves, nodes);
  const observe = (prediction: LeftOutPrediction, outcome: number, weight: number): Observation => ({
    features: newChildFeatures(tree, prediction)(leafOf(prediction)),
    outcome,
    weight,
  });
  const novelty: Observation[] = [];
  const parents: Observation[] = [];
  for (const title of titles) {
    const { truth, withoutLeaf, withoutTop } = title;
    if (withoutLeaf === null) continue;
    novelty.push(observe(title, 0, 1), observe(withoutLeaf, 1, novelWeight));
    const parent = tree.taxonomy.parents[leafOf(withoutLeaf)] ?? 0;
    const isRight = ancestry(tree.taxonomy, truth).includes(parent);
    parents.push(observe(withoutLeaf, Number(isRight), 1), observe(withoutTop, 0, outsideWeight));
  }
  return { weights: fitScaled(novelty), parentWeights: fitScaled(parents) };
}

/**
 * A logistic regression on features divided by their standard deviations, with a normal prior
 * around 0. The weights returned are for the features as they are. All are 0 without observations.
 */
function fitScaled(observations: readonly Observation[]): number[] {
  const none = new Array<number>(noveltyFeatureCount).fill(0);
  if (observations.length === 0) return none;
  const scales = none.map((_, k) => {
    const values = observations.map(({ features }) => features[k] ?? 0);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    // The constant stays as it is, and whatever else does not vary.
    return variance > 1e-12 ? { mean, deviation: Math.sqrt(variance) } : { mean: 0, deviation: 1 };
  });
  const scaled = observations.map((one) => ({
    ...one,
    features: one.features.map((x, k) => (x - (scales[k]?.mean ?? 0)) / (scales[k]?.deviation ?? 1)),
  }));
  const fitted = fitLogistic(scaled, none).map((weight, k) => weight / (scales[k]?.deviation ?? 1));
  const shift = fitted.reduce((sum, weight, k) => sum + weight * (scales[k]?.mean ?? 0), 0);
  return fitted.map((weight, k) => (k === 0 ? weight - shift : weight));
}
