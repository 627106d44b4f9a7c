import { type SparseRow, vectoriser } from "../../../shared/text/vocabulary.ts";
import type { LabelledRows } from "../../features/design-matrix.ts";
import { findPosteriorMode } from "../../kernel/posterior-mode.ts";
import { coefficientReader } from "../../model/coefficients.ts";
import type { Problem } from "../../model/problem.ts";
import { labelledRows, type Regression } from "../../model/regression.ts";
import type { LabelledTitles } from "../../posterior/augment-titles.ts";
import { predictiveCollector } from "../../posterior/full-predictive.ts";
import { addNaiveBayes, naiveBayesWeights } from "../../posterior/transforms/naive-bayes.ts";

/** What is done with the mode of a posterior before held-out titles are predicted. */
export type Trial = {
  /** Share of the weights of naive Bayes that is added to the coefficients. */
  readonly naiveBayes: number;
  /** Power of the probabilities, which then sum to 1 again. */
  readonly power: number;
};

/** Powers of the probabilities that losses are compared at, where calibration will find one. */
const powers = [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4];

/** The powers to try for a model that will be calibrated or not. */
export function triedPowers(isCalibrated: boolean): readonly number[] {
  return isCalibrated ? powers : [1];
}

/** The mode as it is. */
export const asTrained: Trial = { naiveBayes: 0, power: 1 };

/**
 * Log-losses of each trial at the mode of a regression, in nats, one for each title, which the
 * regression has not seen.
 */
export type HeldOutLosses = (
  regression: Regression,
  heldOut: LabelledTitles,
  seed: number,
  trials: readonly Trial[],
) => Float64Array[];

/** Gradients that the mode of a regression is found with: as many as some eight draws take. */
const gradients = 120;

/** The coefficients at the mode of a problem, p x V. */
function modeCoefficients(problem: Problem, seed: number) {
  const { layout, read } = coefficientReader(problem);
  const coefficients = new Float32Array(layout.features * layout.columns);
  const scales = new Float64Array(problem.tree.groups.length);
  read(findPosteriorMode(problem, gradients, seed), coefficients, scales);
  return { layout, coefficients };
}

/** The losses of the leaves. */
export const heldOutLosses: HeldOutLosses = (regression, heldOut, seed, trials) => {
  const { problem, vocabulary } = regression;
  const withShare = trialMode(problem, labelledRows(regression), seed);
  const rows = heldOut.titles.map(vectoriser(vocabulary));
  return trialLosses(trials, heldOut.labels, (naiveBayes) => {
    const predict = withShare(naiveBayes);
    return rows.map((row) => predict([row]));
  });
};

/**
 * Finds the mode of a problem. For a share of naive Bayes beside it, the result gives a function
 * that predicts rows: n x C probabilities of the leaves.
 */
export function trialMode(problem: Problem, labelled: LabelledRows, seed: number) {
  const { layout, coefficients } = modeCoefficients(problem, seed);
  let weights: Float32Array | undefined;
  const shifted = (naiveBayes: number) => {
    if (naiveBayes === 0) return coefficients;
    weights ??= naiveBayesWeights(labelled);
    return addNaiveBayes(coefficients.slice(), weights, naiveBayes);
  };
  return (naiveBayes: number) => {
    const own = shifted(naiveBayes);
    return (rows: readonly SparseRow[]): Float64Array => {
      const collector = predictiveCollector(rows, 1, layout.columns, layout.leaves);
      collector.add(0, own);
      return collector.result().all;
    };
  };
}

/**
 * Losses of each trial, title by title, in nats.
 *
 * @param labels class of each title
 * @param predict probabilities of the classes of each title with a share of naive Bayes
 */
export function trialLosses(
  trials: readonly Trial[],
  labels: ArrayLike<number>,
  predict: (naiveBayes: number) => readonly Float64Array[],
): Float64Array[] {
  const shares = new Set(trials.map(({ naiveBayes }) => naiveBayes));
  const predicted = new Map(Array.from(shares, (share) => [share, predict(share)]));
  return trials.map(({ naiveBayes, power }) =>
    Float64Array.from(predicted.get(naiveBayes) ?? [], (p, i) => logLoss(p, labels[i] ?? 0, power)),
  );
}

/** The loss of a title's class, by a power of its probabilities, in nats. */
function logLoss(probabilities: Float64Array, label: number, power: number): number {
  const powers = probabilities.map((p) => p ** power);
  const total = powers.reduce((sum, p) => sum + p, 0);
  return -Math.log(Math.max(1e-15, (powers[label] ?? 0) / total));
}

/** The mean of the losses of titles. */
export function meanLoss(losses: Float64Array | undefined): number {
  return losses === undefined ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Of losses of the same titles those with the least mean: of the best power, for example. */
export function leastLosses(losses: readonly Float64Array[]): Float64Array {
  const [least = new Float64Array(0)] = losses.toSorted((a, b) => meanLoss(a) - meanLoss(b));
  return least;
}

/** With fewer titles a standard error says nothing. */
const fewestForErrors = 30;

/** Whether losses are less than others of the same titles by so many standard errors. */
export function isClearlyLess(losses: Float64Array, others: Float64Array, errors: number): boolean {
  if (losses.length < fewestForErrors) return false;
  const gains = losses.map((loss, i) => (others[i] ?? 0) - loss);
  const mean = meanLoss(gains);
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1);
  return mean > errors * Math.sqrt(variance / gains.length);
}
