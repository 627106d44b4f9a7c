import type { DataSet } from "../../data/data-set.ts";
import { findRepeats } from "../../data/repeated-rows.ts";
import { pickRows, titleFolds } from "../../data/title-folds.ts";
import type { Preset } from "../../model/preset.ts";
import { canTrain, presetRegression, type Regression } from "../../model/regression.ts";
import type { LabelledTitles } from "../../posterior/augment-titles.ts";
import { evenlySpaced } from "../../posterior/evenly-spaced.ts";
import type { CatalogueVectors } from "../../words/catalogue-vectors.ts";

/** One part of the titles, and what is trained on the others. */
export type Fold = {
  /** Rows of the data set that are predicted, ascending; of equal rows the first. */
  readonly leftOut: readonly number[];
  /** The other rows, with their leaves as positions in `tree.leaves`. */
  readonly training: LabelledTitles;
  /** The regression that a training run on the other rows would sample. Every call builds it. */
  buildRegression(): Regression;
};

/** Folds of cross-fitting: each chain sees nine tenths of the titles. */
export const foldCount = 10;

/**
 * Divides a data set into folds by title and seed. Each has the taxonomy of all titles. A fold
 * without any term in its training titles is dropped, so some titles of a tiny catalogue may not
 * calibrate.
 *
 * @param vectors fitted to the words of all titles, never to their labels
 */
export function makeFolds(
  dataSet: DataSet,
  preset: Preset,
  vectors: Pick<CatalogueVectors, "tablesFor">,
  seed: number,
): Fold[] {
  const { titles, labels, tree } = dataSet;
  const folds = titleFolds(titles, foldCount, seed);
  const rows = titles.map((_, row) => row);
  const isRepeat = findRepeats(titles, labels);
  return Array.from({ length: foldCount }, (_, fold) => {
    const training = pickRows(
      dataSet,
      rows.filter((row) => folds[row] !== fold),
    );
    return {
      leftOut: rows.filter((row) => folds[row] === fold && !isRepeat[row]),
      training,
      buildRegression: () =>
        presetRegression(preset, { ...training, tree }, vectors.tablesFor(training.titles)),
    };
  }).filter(({ leftOut, training }) => leftOut.length > 0 && canTrain(preset, training.titles, tree));
}

/** Number of titles that the folds predict together. */
export function countLeftOut(folds: readonly Fold[]): number {
  return folds.reduce((sum, { leftOut }) => sum + leftOut.length, 0);
}

/** Fewest folds that thinning leaves. */
const fewestFolds = 2;

/**
 * As many folds as are needed to predict `most` titles. They leave out as many titles as before,
 * but predict at most `most`, evenly spaced.
 */
export function thinFolds(folds: readonly Fold[], most: number): Fold[] {
  const all = countLeftOut(folds);
  if (all <= most) return [...folds];
  const needed = folds.slice(0, Math.max(fewestFolds, Math.ceil((most * folds.length) / all)));
  const each = Math.floor(most / needed.length);
  return needed.map((fold) => ({ ...fold, leftOut: evenlySpaced(fold.leftOut, each) }));
}
