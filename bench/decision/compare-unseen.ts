import type { Model } from "../../shared/artifact/model.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { fitDecisionRule } from "../../trainer/calibration/calibrate.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { splitForCalibration } from "../../trainer/data/calibration-split.ts";
import type { LabelledRow } from "../../trainer/data/labelled-row.ts";
import { titlesOfLeaves } from "../../trainer/evaluation/evaluate-model.ts";
import {
  type OutOfDistributionMetrics,
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "../../trainer/evaluation/out-of-distribution.ts";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import type { UnseenFold } from "../../trainer/evaluation/unseen-children.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import { classSpecificWords } from "../../trainer/predictions/class-specific-words.ts";
import {
  type LeaveClassOutPrediction,
  predictLeavingClassesOut,
} from "../../trainer/predictions/predict-titles.ts";
import { availablePeers, type Notes } from "../harness/available-peers.ts";
import { predictWithLogisticRegression } from "./logistic-regression.ts";
import { withoutParents } from "./without-parents.ts";

type Unseen = "unseen" | "none-unseen";

/**
 * What the titles of a fold's held-out classes are answered at target 0.90: by hedge, by hedge with
 * parts switched off, and by logistic regression.
 */
export async function compareUnseen(
  file: string,
  fold: UnseenFold,
  { levels, calibration, seed }: Training & { readonly calibration: number },
  notes: Notes,
): Promise<Readonly<Record<string, OutOfDistributionMetrics>>> {
  const { model } = await loadModel(file);
  const { tree, vocabulary } = model;
  const dataSet = buildDataSet({ rows: fold.training, skipped: [] }, { levels, keepDuplicates: false });
  const split = splitForCalibration(dataSet, calibration, seed);
  const specificWords = classSpecificWords(tree, vocabulary.options, split.training);
  const titlesOf = (rows: readonly LabelledRow[]) => rows.map(({ title }) => title);
  const pathsOf = (rows: readonly LabelledRow[]) => rows.map(({ path }) => path);
  const { inDistribution, outOfDistribution } = fold;
  const known = titlesOfLeaves(tree, titlesOf(inDistribution), pathsOf(inDistribution));
  const unseen = outOfDistributionTitles(tree, titlesOf(outOfDistribution), pathsOf(outOfDistribution));
  const titles = [...split.calibrating, ...known, ...unseen];
  const first = split.calibrating.length;
  const evaluate = (predictions: readonly LeaveClassOutPrediction[], unseenClasses: Unseen) => {
    const rule = {
      tree,
      decision: fitDecisionRule(tree, predictions.slice(0, first), { unseen: unseenClasses }),
    };
    const calibrated = calibratePredictions(rule, predictions.slice(first));
    const [familiar, unfamiliar] = [calibrated.slice(0, known.length), calibrated.slice(known.length)];
    return outOfDistributionMetrics(rule, unfamiliar, familiar, { target: 0.9 });
  };
  const results: Record<string, OutOfDistributionMetrics> = {};
  const predict = (variant: Model) => predictLeavingClassesOut(variant, titles, specificWords);
  const own = predict(model);
  const { posterior } = model;
  // hedge, and hedge without each of the parts that should tell unseen classes.
  const variants = [
    { name: "hedge", form: posterior, classes: "unseen" },
    { name: "hedge, new child as the prior", form: { ...posterior, siblingSpread: 1 }, classes: "unseen" },
    { name: "hedge, new child without its parent", form: withoutParents(posterior, tree), classes: "unseen" },
    { name: "hedge, no new child", form: posterior, classes: "none-unseen" },
  ] as const;
  for (const { name, form, classes } of variants) {
    if (form === null) continue;
    results[name] = evaluate(form === posterior ? own : predict({ ...model, posterior: form }), classes);
  }
  await availablePeers(
    ["logistic regression"],
    async (name) => {
      const test = titles.map(({ title, leaf }) => ({ title, truth: leaf }));
      const { titles: trained, labels } = split.training;
      const benchmark = { tree, rows: [], titles: trained, labels, test, unseen: 0 };
      const peer = await predictWithLogisticRegression(benchmark, vocabulary, own);
      results[name] = evaluate(peer.predictions, "none-unseen");
      Object.assign(notes.versions, peer.versions);
    },
    (name, why) => notes.skipped.add(`Without ${name}: ${why}`),
  );
  return results;
}
