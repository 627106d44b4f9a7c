import { type NoveltyWeights, noveltyFeatureCount } from "../../../shared/artifact/novelty-tests.ts";
import { mostProbable } from "../../../shared/decision/node-probabilities.ts";
import { newChildFeatures, outsideFeatures } from "../../../shared/decision/novelty.ts";
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
 * Weights of the novelty tests. At the top level each feature counts the same, in units of its
 * standard deviation over the titles. A regression on titles with their top class left out does
 * worse on titles that are from outside: see docs/lab-notebook.md.
 *
 * Those of a new child come from two logistic regressions at the most probable leaf.
 *
 * * `weights` tells titles with their leaf left out of the model from the same titles with it.
 * * `parentWeights` says whether the leaf's parent is right. It sees titles with their leaf left
 *   out, and titles with their whole top class left out, for which no parent is right.
 */
export function fitNoveltyWeights(
  tree: TreeIndex,
  titles: readonly LeaveClassOutPrediction[],
): NoveltyWeights {
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
  return {
    outsideWeights: standardise(titles.map((title) => outsideFeatures(tree, title))),
    weights: fitScaled(novelty),
    parentWeights: fitScaled(parents),
  };
}

/** Mean and standard deviation of each feature. What does not vary stays as it is. */
function featureScales(rows: readonly (readonly number[])[]): { mean: number; deviation: number }[] {
  return (rows[0] ?? []).map((_, k) => {
    const values = rows.map((features) => features[k] ?? 0);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    return variance > 1e-12 ? { mean, deviation: Math.sqrt(variance) } : { mean: 0, deviation: 1 };
  });
}

/**
 * Weights that sum the features, the constant first, each less its mean and divided by its standard
 * deviation.
 */
function standardise(rows: readonly (readonly number[])[]): number[] {
  const scales = featureScales(rows).slice(1);
  const shift = scales.reduce((sum, { mean, deviation }) => sum + mean / deviation, 0);
  return [-shift, ...scales.map(({ deviation }) => 1 / deviation)];
}

/**
 * A logistic regression on features divided by their standard deviations, with a normal prior
 * around 0. The weights returned are for the features as they are. All are 0 without observations.
 */
function fitScaled(observations: readonly Observation[]): number[] {
  const none = new Array<number>(noveltyFeatureCount).fill(0);
  if (observations.length === 0) return none;
  // The constant does not vary, so it stays as it is.
  const scales = featureScales(observations.map(({ features }) => features));
  const scaled = observations.map((one) => ({
    ...one,
    features: one.features.map((x, k) => (x - (scales[k]?.mean ?? 0)) / (scales[k]?.deviation ?? 1)),
  }));
  const fitted = fitLogistic(scaled, none).map((weight, k) => weight / (scales[k]?.deviation ?? 1));
  const shift = fitted.reduce((sum, weight, k) => sum + weight * (scales[k]?.mean ?? 0), 0);
  return fitted.map((weight, k) => (k === 0 ? weight - shift : weight));
}
