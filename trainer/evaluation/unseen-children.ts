import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import { pathKey } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../artifact/load-model.ts";
import { inHashOrder } from "../data/in-hash-order.ts";
import type { LabelledRow } from "../data/rows/labelled-row.ts";
import { splitByTitle } from "../data/split-by-title.ts";
import { type CalibratedPrediction, calibratePredictions } from "../predictions/calibrated-predictions.ts";
import { predictTitles } from "../predictions/predict-titles.ts";
import type { Progress } from "../progress/progress.ts";
import { titlesOfLeaves } from "./evaluate-model.ts";
import {
  type OutOfDistributionMetrics,
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "./out-of-distribution.ts";
import { type Training, withTemporaryModel } from "./temporary-model.ts";

/** Rows of one fold. No title is in two parts. */
export type UnseenFold = {
  /** Paths of the classes held out. */
  readonly children: readonly (readonly string[])[];
  /** For training and calibration. */
  readonly training: readonly LabelledRow[];
  /** Held-out titles of the classes that are left, for comparison. */
  readonly inDistribution: readonly LabelledRow[];
  /** Titles of the classes held out. */
  readonly outOfDistribution: readonly LabelledRow[];
};

/** Share of the other titles that is held out of training, to compare scores with. */
const inDistributionShare = 0.2;

/**
 * Leave-classes-out folds: each holds out `count` of the lowest classes, and no class is held out
 * twice. The order is that of a hash of seed and path. A class stays if it is the last below its
 * parent or has no parent.
 *
 * @throws HedgeError `bad-usage` when there are too few classes
 */
export function unseenFolds(
  rows: readonly LabelledRow[],
  count: number,
  folds: number,
  seed: number,
): UnseenFold[] {
  const classes = [
    ...new Map(rows.filter(({ path }) => path.length > 1).map((row) => [pathKey(row.path), row.path])),
  ];
  const waiting = inHashOrder(classes, ([key]) => [seed, key]);
  const siblings = Map.groupBy(classes, ([, path]) => pathKey(path.slice(0, -1)));
  return Array.from({ length: folds }, (_, fold) => {
    const taken = new Map<string, readonly string[]>();
    const left = new Map([...siblings].map(([parent, children]) => [parent, children.length]));
    for (const [key, path] of [...waiting]) {
      const parent = pathKey(path.slice(0, -1));
      if (taken.size === count || (left.get(parent) ?? 0) < 2) continue;
      taken.set(key, path);
      left.set(parent, (left.get(parent) ?? 0) - 1);
      waiting.splice(
        waiting.findIndex(([one]) => one === key),
        1,
      );
    }
    if (taken.size < count) {
      throw new HedgeError(
        "bad-usage",
        `There are not ${folds} times ${count} classes that can be held out and leave a sibling; lower --unseen-children or --folds.`,
      );
    }
    const outOfDistribution = rows.filter(({ path }) => taken.has(pathKey(path)));
    const heldOutTitles = new Set(outOfDistribution.map(({ title }) => title));
    const others = rows.filter(({ title, path }) => !taken.has(pathKey(path)) && !heldOutTitles.has(title));
    const { kept, heldOut } = splitByTitle(others, inDistributionShare, seed + fold);
    return { children: [...taken.values()], training: kept, inDistribution: heldOut, outOfDistribution };
  });
}

/** Metrics of one fold, and the paths of the classes that it held out. */
export type UnseenFoldResult = OutOfDistributionMetrics & {
  readonly children: readonly (readonly string[])[];
};

/** Trains a model without the children of a fold, and measures what it answers to their titles. */
export async function evaluateUnseenFold(
  fold: UnseenFold,
  training: Training,
  progress: Progress,
): Promise<UnseenFoldResult> {
  const evaluate = async (file: string) => {
    const { model } = await loadModel(file);
    return outOfDistributionMetrics(
      model,
      predict(model, outOfDistributionTitles(model.tree, ...titlesAndPaths(fold.outOfDistribution))),
      predict(model, titlesOfLeaves(model.tree, ...titlesAndPaths(fold.inDistribution))),
    );
  };
  const metrics = await withTemporaryModel(fold.training, training, progress, evaluate);
  return { children: fold.children, ...metrics };
}

function predict(
  model: Model,
  titles: readonly { readonly title: string; readonly leaf: number }[],
): CalibratedPrediction[] {
  return calibratePredictions(model, predictTitles(model, titles));
}

function titlesAndPaths(rows: readonly LabelledRow[]): [titles: string[], paths: LabelledRow["path"][]] {
  return [rows.map(({ title }) => title), rows.map(({ path }) => path)];
}
