import { createHash } from "node:crypto";
import { HedgeError } from "../../shared/errors.ts";
import { pathKey } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../artifact/load-model.ts";
import type { LabelledRow } from "../data/labelled-row.ts";
import { splitByTitle } from "../data/split-by-title.ts";
import { calibratePredictions } from "../predictions/calibrated-predictions.ts";
import { predictTitles } from "../predictions/predict-titles.ts";
import type { Progress } from "../progress/progress.ts";
import { titlesOfLeaves } from "./evaluate-model.ts";
import {
  type OutOfDistributionMetrics,
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "./out-of-distribution.ts";
import { type Training, withTemporaryModel } from "./temporary-model.ts";

/** Rows of one fold, apart by title. */
export type UnseenFold = {
  /** Paths of the classes held out. */
  readonly children: readonly (readonly string[])[];
  /** For training and calibration. */
  readonly training: readonly LabelledRow[];
  /** Titles of the classes that are left, for comparison. */
  readonly familiar: readonly LabelledRow[];
  /** Titles of the classes held out. */
  readonly strangers: readonly LabelledRow[];
};

/** Share of the other titles that training does not get, to compare scores with. */
const familiarShare = 0.2;

/**
 * Folds that hold out `count` lowest classes each, no class twice, in the order of a hash of seed and path. A class stays if it is the last below its parent or has
 * no parent.
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
  const rank = (key: string) =>
    createHash("sha256")
      .update(JSON.stringify([seed, key]))
      .digest("hex");
  const waiting = classes.toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
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
    const strangers = rows.filter(({ path }) => taken.has(pathKey(path)));
    const strange = new Set(strangers.map(({ title }) => title));
    const others = rows.filter(({ title, path }) => !taken.has(pathKey(path)) && !strange.has(title));
    const { kept, heldOut } = splitByTitle(others, familiarShare, seed + fold);
    return { children: [...taken.values()], training: kept, familiar: heldOut, strangers };
  });
}

export type UnseenFoldResult = OutOfDistributionMetrics & {
  readonly children: readonly (readonly string[])[];
};

/** One fold: what a model trained without its children answers to their titles. */
export async function evaluateUnseenFold(
  fold: UnseenFold,
  training: Training,
  progress: Progress,
): Promise<UnseenFoldResult> {
  const judge = async (file: string) => {
    const { model } = await loadModel(file);
    const titlesOf = (rows: readonly LabelledRow[]) => rows.map(({ title }) => title);
    const pathsOf = (rows: readonly LabelledRow[]) => rows.map(({ path }) => path);
    const strangers = outOfDistributionTitles(model.tree, titlesOf(fold.strangers), pathsOf(fold.strangers));
    const familiar = titlesOfLeaves(model.tree, titlesOf(fold.familiar), pathsOf(fold.familiar));
    return outOfDistributionMetrics(
      model,
      calibratePredictions(model, predictTitles(model, strangers)),
      calibratePredictions(model, predictTitles(model, familiar)),
    );
  };
  return { children: fold.children, ...(await withTemporaryModel(fold.training, training, progress, judge)) };
}
