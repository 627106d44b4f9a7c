import type { PackedPosterior } from "../../shared/artifact/model.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { requireFlat } from "../../trainer/artifact/require-flat.ts";
import { fitDecisionRule } from "../../trainer/calibration/calibrate.ts";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { splitForCalibration } from "../../trainer/data/calibration-split.ts";
import type { LabelledRow } from "../../trainer/data/rows/labelled-row.ts";
import { titlesOfLeaves } from "../../trainer/evaluation/evaluate-model.ts";
import {
  type OutOfDistributionMetrics,
  outOfDistributionMetrics,
  outOfDistributionTitles,
} from "../../trainer/evaluation/out-of-distribution.ts";
import { type Training, withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { type UnseenFold, unseenFolds } from "../../trainer/evaluation/unseen-children.ts";
import { calibratePredictions } from "../../trainer/predictions/calibrated-predictions.ts";
import { classSpecificWords } from "../../trainer/predictions/class-specific-words.ts";
import {
  type LeaveClassOutPrediction,
  predictLeavingClassesOut,
} from "../../trainer/predictions/predict-titles.ts";
import { readDistinctRows } from "../catalogues/benchmark.ts";
import { type StudyArguments, studyCommand, trainingOf } from "../harness/options.ts";
import { mean } from "../harness/statistics.ts";
import { runStudy, type Study } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { predictWithPeers } from "./peer-predictions.ts";
import { withoutParents } from "./without-parents.ts";

/** hedge, and hedge with parts switched off, against peers: same titles and rule. */
const command = studyCommand(
  "check:unseen",
  "Answers to titles of classes held out of training, hedge against peers.",
)
  .option("--children <n>", "classes to hold out in each fold", wholeNumber(1), 10)
  .option("--folds <n>", "folds", wholeNumber(1), 3);

/** Share of the training titles that calibrates: peers get the same split. */
const calibration = 0.15;

type Fold = Awaited<ReturnType<typeof compareUnseen>>;

await runStudy<StudyArguments & { children: number; folds: number }>(command, async (study) => {
  const { data, title, levels, children, folds: count, seed } = study.options;
  const training = { ...trainingOf(study.options, calibration), calibration };
  const folds: Fold[] = [];
  for (const fold of unseenFolds(await readDistinctRows(data, title, levels), children, count, seed)) {
    const compare = (model: string) => compareUnseen(study, model, fold, training);
    folds.push(await withTemporaryModel(fold.training, training, study.progress, compare));
  }
  return { figures: { folds }, text: showFolds(folds) };
});

/** A row for each classifier and fold, then their means over folds. */
function showFolds(folds: readonly Fold[]): string {
  const rows = [
    ...folds.flatMap((fold, k) =>
      [...fold].map(([name, metrics]) => ({ name: `fold ${k + 1}, ${name}`, metrics: [metrics] })),
    ),
    ...[...(folds[0]?.keys() ?? [])].map((name) => {
      return { name: `mean, ${name}`, metrics: folds.flatMap((fold) => fold.get(name) ?? []) };
    }),
  ];
  type Row = (typeof rows)[number];
  const meanOf = (pick: (one: OutOfDistributionMetrics) => number | null) => (row: Row) => {
    const value = mean(row.metrics.map((one) => pick(one) ?? Number.NaN));
    return Number.isNaN(value) ? "-" : value.toFixed(3);
  };
  const columns: Column<Row>[] = [
    ["", ({ name }) => name],
    ["right parent", meanOf(({ rightParent }) => rightParent)],
    ["wrong parent", meanOf(({ wrongParent }) => wrongParent)],
    ["wrong child", meanOf(({ wrongChild }) => wrongChild)],
    ["none", meanOf(({ none }) => none)],
    ["parent most probable", meanOf(({ topClassMostProbable }) => topClassMostProbable)],
    ["AUROC", meanOf(({ auroc }) => auroc)],
    ["of top p", meanOf(({ aurocOfTopProbability }) => aurocOfTopProbability)],
  ];
  return columnTable(columns, rows);
}

/** What the titles of a fold's held-out classes are answered at target 0.90. */
async function compareUnseen(
  study: Study<unknown>,
  file: string,
  { training, inDistribution, outOfDistribution }: UnseenFold,
  { levels, calibration, seed }: Training & { readonly calibration: number },
): Promise<Map<string, OutOfDistributionMetrics>> {
  const { model: loaded } = await loadModel(file);
  const model = requireFlat(loaded, "This check");
  const { tree, vocabulary, posterior } = model;
  const dataSet = buildDataSet({ rows: training, skipped: [] }, { levels, keepDuplicates: false });
  const split = splitForCalibration(dataSet, calibration, seed);
  const specificWords = classSpecificWords(tree, vocabulary.options, split.training);
  const titlesOf = (rows: readonly LabelledRow[]) => rows.map(({ title }) => title);
  const pathsOf = (rows: readonly LabelledRow[]) => rows.map(({ path }) => path);
  const known = titlesOfLeaves(tree, titlesOf(inDistribution), pathsOf(inDistribution));
  const unknown = outOfDistributionTitles(tree, titlesOf(outOfDistribution), pathsOf(outOfDistribution));
  const titles = [...split.calibrating, ...known, ...unknown];
  const first = split.calibrating.length;
  const evaluate = (
    predictions: readonly LeaveClassOutPrediction[],
    unseen: "unseen" | "none-unseen" = "none-unseen",
  ) => {
    const rule = { tree, decision: fitDecisionRule(tree, predictions.slice(0, first), { unseen }) };
    const calibrated = calibratePredictions(rule, predictions.slice(first));
    const [familiar, unfamiliar] = [calibrated.slice(0, known.length), calibrated.slice(known.length)];
    return outOfDistributionMetrics(rule, unfamiliar, familiar, { target: 0.9 });
  };
  const predict = (form: PackedPosterior) =>
    predictLeavingClassesOut({ ...model, posterior: form }, titles, specificWords);
  const own = predict(posterior);
  const results = new Map([
    ["hedge", evaluate(own, "unseen")],
    ["hedge, new child as the prior", evaluate(predict({ ...posterior, siblingSpread: 1 }), "unseen")],
  ]);
  const parentless = withoutParents(posterior, tree);
  if (parentless) results.set("hedge, new child without its parent", evaluate(predict(parentless), "unseen"));
  results.set("hedge, no new child", evaluate(own));
  const test = titles.map(({ title, leaf }) => ({ title, truth: leaf }));
  const benchmark = { tree, rows: [], ...split.training, test, unseen: 0 };
  for (const { name, predictions } of await predictWithPeers(study, benchmark, vocabulary, own))
    results.set(name, evaluate(predictions));
  return results;
}
