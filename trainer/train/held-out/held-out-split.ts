import { pickRows, titleFolds } from "../../data/title-folds.ts";
import type { TrainingTitles } from "../../model/regression.ts";
import { evenlySpacedIndices } from "../../posterior/evenly-spaced.ts";

/** With fewer titles a difference of a tenth of a nat says nothing. */
export const fewestToCompare = 100;
/** Of so many parts of the titles one is held out. */
const parts = 5;
/** Most titles that models are compared on: more would take time and hardly change the choice. */
const mostTried = 20_000;

/** Training titles in two parts, to compare models on the smaller one before the run. */
export function heldOutSplit(dataSet: TrainingTitles, seed: number) {
  const folds = titleFolds(dataSet.titles, parts, seed);
  const rows = evenlySpacedIndices(dataSet.titles.length, mostTried);
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
