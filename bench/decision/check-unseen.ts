import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import type { OutOfDistributionMetrics } from "../../trainer/evaluation/out-of-distribution.ts";
import { withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { unseenFolds } from "../../trainer/evaluation/unseen-children.ts";
import { readDistinctRows } from "../catalogues/benchmark.ts";
import type { Notes } from "../harness/available-peers.ts";
import { type StudyArguments, studyCommand, trainingOf } from "../harness/options.ts";
import { mean } from "../harness/statistics.ts";
import { runStudy } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { compareUnseen } from "./compare-unseen.ts";

/**
 * Held-out classes against scikit-learn's logistic regression: same training, calibration and test
 * titles, same rule and targets. The parts of hedge that should make the difference are switched
 * off in turn.
 */
const command = studyCommand(
  "check:unseen",
  "Answers to titles of classes held out of training, hedge against logistic regression.",
)
  .option("--children <n>", "classes to hold out in each fold", wholeNumber(1), 10)
  .option("--folds <n>", "folds", wholeNumber(1), 3);

/** Share of the training titles that calibrates: logistic regression gets the same split. */
const calibration = 0.15;

type Arguments = StudyArguments & { children: number; folds: number };
type Fold = Readonly<Record<string, OutOfDistributionMetrics>>;

await runStudy<Arguments>(command, async (options, progress) => {
  const { data, children, seed } = options;
  const training = { ...trainingOf(options, calibration), calibration };
  const rows = await readDistinctRows(data, training.title, training.levels);
  const notes: Notes = { versions: {}, skipped: new Set() };
  const folds: Fold[] = [];
  for (const fold of unseenFolds(rows, children, options.folds, seed)) {
    const compare = (model: string) => compareUnseen(model, fold, training, notes);
    folds.push(await withTemporaryModel(fold.training, training, progress, compare));
  }
  for (const line of notes.skipped) progress.say(line);
  const { versions } = notes;
  return { figures: { versions, seed, children, folds }, text: showFolds(folds), seed, versions };
});

type Row = { readonly name: string; readonly metrics: readonly OutOfDistributionMetrics[] };

/** A row for each classifier and fold, then their means over folds. */
function showFolds(folds: readonly Fold[]): string {
  const names = Object.keys(folds[0] ?? {});
  const metricsOf = (name: string, some: readonly Fold[]) => some.flatMap((fold) => fold[name] ?? []);
  const rows: Row[] = [
    ...folds.flatMap((fold, k) =>
      names.map((name) => ({ name: `fold ${k + 1}, ${name}`, metrics: metricsOf(name, [fold]) })),
    ),
    ...names.map((name) => ({ name: `mean, ${name}`, metrics: metricsOf(name, folds) })),
  ];
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
