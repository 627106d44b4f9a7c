import type { DataSet } from "../../data/data-set.ts";
import { pickRows, titleFolds } from "../../data/title-folds.ts";

/** With fewer titles nothing can be said of a tenth of a nat. */
export const fewestTitles = 100;
/** Of so many parts of the titles one is held out. */
const parts = 5;

/** Training titles in two parts, to compare models on the smaller one before the run. */
export function heldOutSplit(dataSet: DataSet, seed: number) {
  const folds = titleFolds(dataSet.titles, parts, seed);
  const rows = [...folds.keys()];
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
