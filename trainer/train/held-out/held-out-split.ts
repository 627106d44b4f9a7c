import { findRepeats } from "../../data/repeated-rows.ts";
import { pickRows, titleFolds } from "../../data/title-folds.ts";
import type { Preset } from "../../model/preset.ts";
import { canTrain, presetRegression, type Regression, type TrainingTitles } from "../../model/regression.ts";
import type { LabelledTitles } from "../../posterior/augment-titles.ts";
import { evenlySpacedIndices } from "../../posterior/evenly-spaced.ts";
import type { CatalogueVectors } from "../../words/catalogue-vectors.ts";

/** A regression of most training titles, and the others, which it has not seen. */
export type HeldOutRegression = { readonly regression: Regression; readonly heldOut: LabelledTitles };

/** With fewer titles a difference of a tenth of a nat says nothing. */
export const fewestToCompare = 100;
/** Of so many parts of the titles one is held out. */
const parts = 5;
/** Most titles that models are compared on: more would take time and hardly change the choice. */
export const mostCompared = 20_000;

/** Share of the titles that models are compared on, of at most `most`. */
export function comparedShare({ titles }: Pick<TrainingTitles, "titles">, most = mostCompared): number {
  return Math.min(1, most / titles.length);
}

/**
 * Training titles in two parts, to compare models on the smaller one before the run.
 *
 * @param most titles of both parts together
 */
export function heldOutSplit(dataSet: TrainingTitles, seed: number, most = mostCompared) {
  const folds = titleFolds(dataSet.titles, parts, seed);
  const rows = evenlySpacedIndices(dataSet.titles.length, most);
  return {
    training: pickRows(
      dataSet,
      rows.filter((row) => folds[row] !== 0),
    ),
    heldOut: pickRows(
      dataSet,
      rows.filter((row) => folds[row] === 0),
    ),
  };
}

/**
 * The regression of a preset on the larger part of a split, with the titles of the smaller one.
 * Null where titles are too few to compare anything, or that part has no term.
 *
 * @param most titles of both parts together
 */
export function heldOutRegression(
  preset: Preset,
  dataSet: TrainingTitles,
  vectors: Pick<CatalogueVectors, "tablesFor">,
  seed: number,
  most = mostCompared,
): HeldOutRegression | null {
  if (dataSet.titles.length < fewestToCompare) return null;
  const { training, heldOut: rows } = heldOutSplit(dataSet, seed, most);
  if (training.titles.length === 0 || !canTrain(preset, training.titles, dataSet.tree)) return null;
  // Copies of a title would make a gain look surer than it is.
  const isRepeat = findRepeats(rows.titles, rows.labels);
  const distinct = [...rows.titles.keys()].filter((row) => !isRepeat[row]);
  const heldOut = pickRows(rows, distinct);
  const tables = vectors.tablesFor(training.titles);
  return { regression: presetRegression(preset, { ...training, tree: dataSet.tree }, tables), heldOut };
}

/** A regression with the scales of another preset. */
export function withScales(
  { regression, heldOut }: HeldOutRegression,
  { scalePriors }: Preset,
): HeldOutRegression {
  const { problem } = regression;
  const scaled = { ...problem, scalePriors: scalePriors(problem.tree) };
  return { regression: { ...regression, problem: scaled }, heldOut };
}
