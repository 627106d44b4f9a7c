import type { Model } from "../../shared/artifact/model.ts";
import { mostProbable } from "../../shared/decision/node-probabilities.ts";
import type { ThresholdOptions } from "../../shared/decision/thresholds.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { Path, TreeIndex } from "../../shared/tree/taxonomy.ts";
import {
  answerPredictions,
  type CalibratedPrediction,
  calibratePredictions,
} from "../predictions/calibrated-predictions.ts";
import { predictTitles } from "../predictions/predict-titles.ts";
import { type CoverageCurve, coverageCurve } from "./accuracy-coverage.ts";
import { type AnsweredAt, type AnswersMetrics, answersMetrics } from "./answers.ts";
import { classAtLevel, classesOfLevel, knownPartFinder, pathFinder } from "./level-classes.ts";
import { accuracy, expectedCalibrationError, logLoss, type TopPredictions } from "./metrics.ts";
import { calibrationErrorOfChance, type ReliabilityBin, reliabilityDiagram } from "./reliability-diagram.ts";

/** How good a model is on labelled titles. */
export type Evaluation = {
  /** Titles evaluated. */
  readonly titles: number;
  /**
   * Other titles, whose path does not lead to a leaf of the model's taxonomy. They count on the
   * levels on which their labels are known, and nowhere else.
   */
  readonly notInTaxonomy: number;
  /** From the top of the taxonomy to the leaves. */
  readonly levels: readonly LevelMetrics[];
  /**
   * Answers at the default thresholds, by depth: none (0), the top level (1), down to the leaves.
   */
  readonly fallback: readonly AnsweredAt[];
  /** All answers at the default thresholds. */
  readonly answers: Omit<AnswersMetrics, "answeredAt">;
  /** Answers for each of the model's targets. */
  readonly targets: readonly ({
    readonly target: number;
    readonly thresholds: readonly number[];
    /** Whether the model's calibration titles prove the target. */
    readonly promised: boolean;
  } & AnswersMetrics)[];
};

/** What an evaluation says of predictions, whatever other titles there are. */
export type PredictionMetrics = Omit<Evaluation, "titles" | "notInTaxonomy">;

/**
 * `logLoss` is in nats per title and `ece` has 15 bins. `eceOfChance` is what `ece` would be for
 * exactly calibrated probabilities.
 */
export type LevelMetrics = {
  readonly name: string;
  readonly titles: number;
  readonly accuracy: number;
  readonly logLoss: number;
  readonly ece: number;
  readonly eceOfChance: number;
  readonly reliability: readonly ReliabilityBin[];
  readonly coverage: CoverageCurve;
};

/**
 * Evaluates a model on titles with known paths. On each level the true class is the leaf's ancestor
 * there, or the leaf itself if it is above the level. The predicted class is the most probable one.
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

/** Predictions for titles whose class the model has, and for those whose class it has in part. */
export type LabelledPredictions = {
  readonly known: readonly CalibratedPrediction[];
  /** Titles of `known`. */
  readonly knownTitles: readonly string[];
  /** The truth is the lowest node known, and `levels` are known. */
  readonly partly: readonly (CalibratedPrediction & { readonly levels: number })[];
};

/** Predictions for titles with at least one known label. Throws as `evaluateModel` does. */
export function predictLabelledTitles(
  model: Model,
  titles: readonly string[],
  paths: readonly Path[],
  onTitle?: (done: number) => void,
): LabelledPredictions {
  const { tree } = model;
  const find = knownPartFinder(tree);
  const isLeaf = new Set(tree.leaves);
  const labelled = titles.flatMap((title, i) => {
    const path = paths[i] ?? [];
    const { node, levels } = find(path);
    if (levels === 0) return [];
    return [{ title, leaf: node, levels, isKnown: isLeaf.has(node) && levels === path.length }];
  });
  if (labelled.length === 0) {
    throw new HedgeError(
      "bad-input",
      `None of the ${titles.length} titles has a class that the model knows; ` +
        `its levels are ${tree.taxonomy.levels.join(", ")}, check --levels and --data.`,
    );
  }
  const predictions = calibratePredictions(model, predictTitles(model, labelled, onTitle));
  return {
    known: predictions.filter((_, i) => labelled[i]?.isKnown),
    knownTitles: labelled.filter(({ isKnown }) => isKnown).map(({ title }) => title),
    partly: predictions.flatMap((one, i) =>
      labelled[i]?.isKnown ? [] : [{ ...one, levels: labelled[i]?.levels ?? 0 }],
    ),
  };
}

/**
 * Evaluates predictions for labelled titles.
 *
 * @param titles number of titles given, with those of classes that the model does not have
 */
export function evaluatePredictions(
  model: Model,
  titles: number,
  { known, partly }: Omit<LabelledPredictions, "knownTitles">,
): Evaluation {
  return {
    titles: known.length,
    notInTaxonomy: titles - known.length,
    ...predictionMetrics(model, known, partly),
  };
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

/**
 * Metrics of predictions for titles of known classes. `partly` known ones count on the levels on
 * which they are known.
 */
export function predictionMetrics(
  model: Pick<Model, "tree" | "decision">,
  predictions: readonly CalibratedPrediction[],
  partly: LabelledPredictions["partly"] = [],
): PredictionMetrics {
  const { tree, decision } = model;
  const answersFor = (request: ThresholdOptions) =>
    answersMetrics(tree, answerPredictions(model, predictions, request));
  const { answeredAt, ...answers } = answersFor({});
  return {
    levels: tree.taxonomy.levels.map((name, level) =>
      levelMetrics(
        name,
        topPredictionsAt(tree, level, [...predictions, ...partly.filter(({ levels }) => levels > level)]),
      ),
    ),
    fallback: answeredAt,
    answers,
    targets: (decision.calibration?.targets ?? []).map(({ target, thresholds, promised }) => ({
      target,
      thresholds,
      promised,
      ...answersFor({ target }),
    })),
  };
}

function levelMetrics(name: string, predictions: TopPredictions): LevelMetrics {
  return {
    name,
    titles: predictions.correct.length,
    accuracy: accuracy(predictions),
    logLoss: logLoss(predictions),
    ece: expectedCalibrationError(predictions),
    eceOfChance: calibrationErrorOfChance(predictions),
    reliability: reliabilityDiagram(predictions),
    coverage: coverageCurve(predictions),
  };
}

/** A title's true leaf, and the probability of every node. */
export type LabelledNodes = {
  readonly raw: Pick<CalibratedPrediction["raw"], "truth">;
  readonly probabilities: Pick<CalibratedPrediction["probabilities"], "nodes">;
};

/**
 * The most probable class of a level and the true one, title by title. `level` is 0 for the top.
 */
export function topPredictionsAt(
  tree: TreeIndex,
  level: number,
  titles: readonly LabelledNodes[],
): TopPredictions {
  const classes = classesOfLevel(tree, level + 1);
  const trueProbability = new Float64Array(titles.length);
  const topProbability = new Float64Array(titles.length);
  const correct = new Uint8Array(titles.length);
  titles.forEach(({ raw, probabilities: { nodes } }, i) => {
    const top = mostProbable(classes, nodes);
    const truth = classAtLevel(tree, raw.truth, level + 1);
    trueProbability[i] = nodes[truth] ?? 0;
    topProbability[i] = nodes[top] ?? 0;
    correct[i] = Number(top === truth);
  });
  return { trueProbability, topProbability, correct };
}
