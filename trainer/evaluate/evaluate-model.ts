import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import { believer, knownShare, mostProbable } from "../../shared/predict/beliefs.ts";
import { decide } from "../../shared/predict/decision.ts";
import { predictor } from "../../shared/predict/predictive.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { ancestry, type Path } from "../../shared/tree/taxonomy.ts";
import { classAtLevel, classesOfLevel, pathFinder } from "./levels.ts";
import { accuracy, expectedCalibrationError, logLoss, type Verdicts } from "./metrics.ts";

/** How good a model is on labelled titles. */
export type Evaluation = {
  /** Titles evaluated. */
  readonly titles: number;
  /** Titles left out, since their path does not lead to a leaf of the model's taxonomy. */
  readonly notInTaxonomy: number;
  /** From the top of the taxonomy to the leaves. */
  readonly levels: readonly LevelMetrics[];
  /** What the decision rule answers, by the depth it stops at: none (0), the top level (1), and on to the leaves. */
  readonly fallback: readonly AnsweredAt[];
};

/** `logLoss` is in nats per title, `ece` has 15 bins. */
export type LevelMetrics = {
  readonly name: string;
  readonly accuracy: number;
  readonly logLoss: number;
  readonly ece: number;
};

/** `share` of the titles is answered at this depth; `accuracy` is null when that is none or nothing is claimed. */
export type AnsweredAt = {
  readonly depth: number;
  readonly level: string | null;
  readonly titles: number;
  readonly share: number;
  readonly accuracy: number | null;
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
  onTitle: (done: number) => void = () => {},
): Evaluation {
  const { tree } = model;
  const find = pathFinder(tree);
  const isLeaf = new Set(tree.leaves);
  const known = titles.flatMap((title, i) => {
    const leaf = find(paths[i] ?? []);
    return isLeaf.has(leaf) ? [{ title, leaf }] : [];
  });

  if (known.length === 0) {
    throw new HedgeError(
      "bad-input",
      `None of the ${titles.length} titles has a class that the model knows; ` +
        `its levels are ${tree.taxonomy.levels.join(", ")}, check --levels and --data.`,
    );
  }

  const vectorise = vectoriser(model.vocabulary);
  const { predict } = predictor(model);
  const believe = believer(tree, model.decision.calibration);
  const { levels } = tree.taxonomy;
  const classes = levels.map((_, level) => classesOfLevel(tree, level + 1));
  const verdicts = levels.map(() => emptyVerdicts(known.length));
  const answered = [0, ...levels.map((_, level) => level + 1)].map(() => ({ titles: 0, right: 0 }));

  known.forEach(({ title, leaf }, i) => {
    const row = vectorise(title);
    const beliefs = believe({
      ...predict(row),
      known: knownShare(row.knownWords.length, row.unknownWords.length),
    });
    const { nodes } = beliefs;
    verdicts.forEach((verdict, level) => {
      const top = mostProbable(classes[level] ?? [], nodes);
      const truth = classAtLevel(tree, leaf, level + 1);
      verdict.trueProbability[i] = nodes[truth] ?? 0;
      verdict.topProbability[i] = nodes[top] ?? 0;
      verdict.correct[i] = Number(top === truth);
    });
    const { node } = decide(tree, beliefs, model.decision.thresholds, row.knownWords.length);
    const stop = answered[tree.depths[node] ?? 0];
    if (stop !== undefined) {
      stop.titles++;
      stop.right += Number(ancestry(tree.taxonomy, leaf).includes(node));
    }
    onTitle(i + 1);
  });

  return {
    titles: known.length,
    notInTaxonomy: titles.length - known.length,
    levels: levels.map((name, level) => metricsOf(name, verdicts[level] ?? emptyVerdicts(0))),
    fallback: answered.map(({ titles: count, right }, depth) => ({
      depth,
      level: levels[depth - 1] ?? null,
      titles: count,
      share: count / known.length,
      accuracy: depth > 0 && count > 0 ? right / count : null,
    })),
  };
}

function metricsOf(name: string, verdicts: Verdicts): LevelMetrics {
  return {
    name,
    accuracy: accuracy(verdicts),
    logLoss: logLoss(verdicts),
    ece: expectedCalibrationError(verdicts),
  };
}

function emptyVerdicts(titles: number): Verdicts {
  return {
    trueProbability: new Float64Array(titles),
    topProbability: new Float64Array(titles),
    correct: new Uint8Array(titles),
  };
}
