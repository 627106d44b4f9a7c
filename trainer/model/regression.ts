import { countFeatures, type Vocabulary, vectoriser } from "../../shared/text/vocabulary.ts";
import type { WordVectors } from "../../shared/text/word-vectors.ts";
import type { TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { DataSet } from "../data/data-set.ts";
import { makeClassNameTitles } from "../features/class-names.ts";
import type { LabelledRows } from "../features/design-matrix.ts";
import { buildDesignMatrix } from "../features/design-matrix.ts";
import { fitVocabulary, hasTerms } from "../features/fit-vocabulary.ts";
import { buildProblem, type Preset } from "./preset.ts";
import type { Problem } from "./problem.ts";

/** Titles that train, with their leaves as positions in `tree.leaves`. */
export type TrainingTitles = Pick<DataSet, "titles" | "tree"> & { readonly labels: ArrayLike<number> };

/** What chains sample. */
export type Regression = {
  readonly vocabulary: Vocabulary;
  readonly problem: Problem;
  /** Rows of the problem as titles, class names included. Their labels are the problem's. */
  readonly titles: readonly string[];
  /** How many of them are titles, the first ones; the others are names of classes. */
  readonly trainingTitles: number;
};

/** The rows of a regression, with their classes. */
export function labelledRows({ problem, vocabulary }: Regression): LabelledRows {
  return { ...problem, terms: vocabulary.terms.length };
}

/** Whether `presetRegression` finds a term in some titles, or in class names. */
export function canTrain(
  { classNames, features }: Preset,
  titles: readonly string[],
  tree: TreeIndex,
): boolean {
  return hasTerms([...titles, ...(classNames ? makeClassNameTitles(tree).titles : [])], features);
}

/**
 * Builds the regression of a preset: adds class names to the titles, fits the vocabulary, and turns
 * titles into rows.
 *
 * @param vectors tables of word vectors, whose dimensions become features
 * @param known the vocabulary, where it was fitted before
 * @throws HedgeError `empty-data` when no term is left
 */
export function presetRegression(
  preset: Preset,
  training: TrainingTitles,
  vectors: readonly WordVectors[],
  known?: Vocabulary,
): Regression {
  const { tree } = training;
  const names = preset.classNames ? makeClassNameTitles(tree) : { titles: [], labels: [] };
  const titles = [...training.titles, ...names.titles];
  const labels = Int32Array.from([...Array.from(training.labels), ...names.labels]);
  const fitted = known ?? fitVocabulary(titles, preset.features);
  const vocabulary = vectors.length === 0 ? fitted : { ...fitted, vectors };
  const design = buildDesignMatrix(titles.map(vectoriser(vocabulary)), countFeatures(vocabulary));
  return {
    vocabulary,
    problem: buildProblem(preset, { design, labels, tree }),
    titles,
    trainingTitles: training.titles.length,
  };
}
