import type { Model } from "../../shared/artifact/model.ts";
import { mostProbable } from "../../shared/decision/node-probabilities.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { Path, TreeIndex } from "../../shared/tree/taxonomy.ts";
import {
  answerPredictions,
  type CalibratedPrediction,
  calibratePredictions,
} from "../predictions/calibrated-predictions.ts";
import { predictTitles } from "../predictions/predict-titles.ts";
import { type AnsweredAt, type AnswersMetrics, answersMetrics } from "./answers.ts";
import { type CoverageCurve, coverageCurve } from "./coverage.ts";
import { classAtLevel, classesOfLevel, pathFinder } from "./levels.ts";
import { accuracy, expectedCalibrationError, logLoss, type TopPredictions } from "./metrics.ts";
import { calibrationErrorOfChance, type ReliabilityBin, reliability } from "./reliability.ts";

/** How good a model is on labelled titles. */
export type Evaluation = {
  /** Titles evaluated. */
  readonly titles: number;
  /** Titles left out, since their path does not lead to a leaf of the model's taxonomy. */
  readonly notInTaxonomy: number;
  /** From the top of the taxonomy to the leaves. */
  readonly levels: readonly LevelMetrics[];
  /** What is answered without a demand, by the depth that the answer stops at: none (0), the top level (1), and on to the leaves. */
  readonly fallback: readonly AnsweredAt[];
  /** All answers without a demand. */
  readonly answers: Omit<AnswersMetrics, "answeredAt">;
  /** Answers for each of the model's targets. */
  readonly targets: readonly ({
    readonly target: number;
    readonly thresholds: readonly number[];
  } & AnswersMetrics)[];
};

/** `logLoss` is in nats per title, `ece` has 15 bins, `eceOfChance` is what it would be were the probabilities exactly right. */
export type LevelMetrics = {
  readonly name: string;
  readonly accuracy: number;
  readonly logLoss: number;
  readonly ece: number;
  readonly eceOfChance: number;
  readonly reliability: readonly ReliabilityBin[];
  readonly coverage: CoverageCurve;
};

/**
 * Evaluates a model on titles with known paths. On each level a title counts as its ancestor there, and a leaf that ends
 * above the level as itself; the class predicted is the most probable one of that level.
 *
 * @param paths true path of each title, without empty labels at the end
 * @param onTitle told the number of titles done, after each
 * @throws HedgeError `bad-input` when no title's path leads to a leaf of the model's taxonomy
 */
export function evaluateModel(
  model: Model,
  titles: readonly string[],
  paths: readonly Path[],
  onTitle?: (done: number) => void,
): Evaluation {
  return evaluatePredictions(model, titles.length, predictLabelledTitles(model, titles, paths, onTitle));
}

/** NodeProbabilities in the titles whose path leads to a leaf. Throws as `evaluateModel` does. */
export function predictLabelledTitles(
  model: Model,
  titles: readonly string[],
  paths: readonly Path[],
  onTitle?: (done: number) => void,
): CalibratedPrediction[] {
  const { tree } = model;
  const known = titlesOfLeaves(tree, titles, paths);
  if (known.length === 0) {
    throw new HedgeError(
      "bad-input",
      `None of the ${titles.length} titles has a class that the model knows; ` +
        `its levels are ${tree.taxonomy.levels.join(", ")}, check --levels and --data.`,
    );
  }
  return calibratePredictions(model, predictTitles(model, known, onTitle));
}

/** @param titles number of titles given, those included whose class the model does not have */
export function evaluatePredictions(
  model: Model,
  titles: number,
  believed: readonly CalibratedPrediction[],
): Evaluation {
  return { titles: believed.length, notInTaxonomy: titles - believed.length, ...metricsOf(model, believed) };
}

/** Titles whose path leads to a leaf, with its node. */
export function titlesOfLeaves(tree: TreeIndex, titles: readonly string[], paths: readonly Path[]) {
  const find = pathFinder(tree);
  const isLeaf = new Set(tree.leaves);
  return titles.flatMap((title, i) => {
    const leaf = find(paths[i] ?? []);
    return isLeaf.has(leaf) ? [{ title, leaf }] : [];
  });
}

/** The metrics of titles that have been forecast. */
export function metricsOf(
  model: Pick<Model, "tree" | "decision">,
  titles: readonly CalibratedPrediction[],
): Omit<Evaluation, "titles" | "notInTaxonomy"> {
  const { tree, decision } = model;
  const answersFor = (thresholds: readonly number[]) =>
    answersMetrics(tree, answerPredictions(model, titles, thresholds));
  const { answeredAt, ...answers } = answersFor(decision.thresholds);
  return {
    levels: tree.taxonomy.levels.map((name, level) =>
      levelMetrics(name, topPredictionsAt(tree, level, titles)),
    ),
    fallback: answeredAt,
    answers,
    targets: (decision.calibration?.targets ?? []).map(({ target, thresholds }) => ({
      target,
      thresholds,
      ...answersFor(thresholds),
    })),
  };
}

function levelMetrics(name: string, verdicts: TopPredictions): LevelMetrics {
  return {
    name,
    accuracy: accuracy(verdicts),
    logLoss: logLoss(verdicts),
    ece: expectedCalibrationError(verdicts),
    eceOfChance: calibrationErrorOfChance(verdicts),
    reliability: reliability(verdicts),
    coverage: coverageCurve(verdicts),
  };
}

/** A title's true leaf, and the probability of every node. */
type Judged = {
  readonly forecast: Pick<CalibratedPrediction["forecast"], "truth">;
  readonly beliefs: Pick<CalibratedPrediction["beliefs"], "nodes">;
};

/** What the most probable class of a level is worth, title by title. */
export function topPredictionsAt(tree: TreeIndex, level: number, titles: readonly Judged[]): TopPredictions {
  const classes = classesOfLevel(tree, level + 1);
  const verdicts = {
    trueProbability: new Float64Array(titles.length),
    topProbability: new Float64Array(titles.length),
    correct: new Uint8Array(titles.length),
  };
  titles.forEach(({ forecast, beliefs: { nodes } }, i) => {
    const top = mostProbable(classes, nodes);
    const truth = classAtLevel(tree, forecast.truth, level + 1);
    verdicts.trueProbability[i] = nodes[truth] ?? 0;
    verdicts.topProbability[i] = nodes[top] ?? 0;
    verdicts.correct[i] = Number(top === truth);
  });
  return verdicts;
}
