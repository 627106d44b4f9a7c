import { pathOf } from "../../shared/tree/taxonomy.ts";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { wholeNumber } from "../../trainer/commands/parsers.ts";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import { table } from "../../trainer/commands/table.ts";
import { trainDefaults } from "../../trainer/commands/train-defaults.ts";
import { buildDataSet } from "../../trainer/data/build-data-set.ts";
import { splitForCalibration } from "../../trainer/data/calibration-split.ts";
import type { LabelledRow } from "../../trainer/data/labelled-row.ts";
import { readRows } from "../../trainer/data/read-rows.ts";
import { distinctRows, wholePaths } from "../../trainer/data/usable-rows.ts";
import { fitDecision } from "../../trainer/decision/calibrate.ts";
import { forecastStruckOut, type StruckForecast } from "../../trainer/decision/forecasts.ts";
import { soleWords } from "../../trainer/decision/sole-words.ts";
import { titlesOfLeaves } from "../../trainer/evaluate/evaluate-model.ts";
import { believeAll } from "../../trainer/evaluate/judge.ts";
import { type StrangersMetrics, strangersAmong, strangersMetrics } from "../../trainer/evaluate/strangers.ts";
import { type Training, withTemporaryModel } from "../../trainer/evaluate/temporary-model.ts";
import { type UnseenFold, unseenFolds } from "../../trainer/evaluate/unseen-children.ts";
import { progressOn } from "../../trainer/progress-bars.ts";
import { describeMachine } from "../machine.ts";
import { findPython } from "../peers/python.ts";
import { showMachine } from "../show-machine.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { type StudyArguments, studyCommand, trainingOf } from "./study-options.ts";

/**
 * Held-out children against scikit-learn's logistic regression: same training, calibration and test titles, same rule and targets. The parts of hedge that should make
 * the difference are switched off in turn.
 */
const command = studyCommand(
  "check:unseen",
  "Answers to titles of classes held out of training, hedge against logistic regression.",
)
  .option("--children <n>", "classes to hold out in each fold", wholeNumber(1), 10)
  .option("--folds <n>", "folds", wholeNumber(1), 3);

type Arguments = StudyArguments & { children: number; folds: number };

type Contender = "hedge" | "hedge, no new child" | "logistic regression";

await runCommand(command, async () => {
  const { data, children, folds, json, ...given } = command.opts<Arguments>();
  const training = trainingOf({ ...given, data }, trainDefaults.calibration);
  const python = findPython(["sklearn"]);
  const { rows } = wholePaths(await readRows([data], training), training.levels);
  const progress = progressOn();
  const results: Record<Contender, StrangersMetrics>[] = [];
  let versions: Readonly<Record<string, string>> = {};
  for (const fold of unseenFolds(distinctRows(rows), children, folds, training.seed)) {
    const found = await withTemporaryModel(fold.training, training, progress, (model) =>
      compare(model, fold, training, python.kind === "found" ? python.command : null),
    );
    versions = found.versions;
    results.push(found.results as Record<Contender, StrangersMetrics>);
  }
  progress.close();
  if (python.kind !== "found") progress.say(`Without logistic regression: ${python.why}`);
  if (json) {
    printJson({ machine: describeMachine(), versions, seed: training.seed, children, folds: results });
    return;
  }
  process.stdout.write(showMachine(describeMachine(), training.seed, versions));
  process.stdout.write(show(results));
});

async function compare(file: string, fold: UnseenFold, training: Training, python: string | null) {
  const { model } = await loadModel(file);
  const { tree } = model;
  const titlesOf = (rows: readonly LabelledRow[]) => rows.map(({ title }) => title);
  const pathsOf = (rows: readonly LabelledRow[]) => rows.map(({ path }) => path);
  const dataSet = buildDataSet(
    { rows: fold.training, skipped: [] },
    { levels: training.levels, keepDuplicates: false },
  );
  const split = splitForCalibration(dataSet, training.calibration ?? 0, training.seed);
  const sole = soleWords(tree, model.vocabulary.options, split.training);
  const groups = [
    split.calibrating,
    titlesOfLeaves(tree, titlesOf(fold.familiar), pathsOf(fold.familiar)),
    strangersAmong(tree, titlesOf(fold.strangers), pathsOf(fold.strangers)),
  ];
  const parts = groups.map((titles) => forecastStruckOut(model, titles, sole));
  const judge = (forecasts: readonly (readonly StruckForecast[])[], unseen: "unseen" | "none-unseen") => {
    const [calibrating = [], familiar = [], strangers = []] = forecasts;
    const rule = { tree, decision: fitDecision(tree, calibrating, unseen) };
    const target = rule.decision.calibration?.targets.find((one) => one.target === 0.9);
    return strangersMetrics(
      rule,
      believeAll(rule, strangers),
      believeAll(rule, familiar),
      target?.thresholds,
    );
  };
  const results: Partial<Record<Contender, StrangersMetrics>> = {
    hedge: judge(parts, "unseen"),
    "hedge, no new child": judge(parts, "none-unseen"),
  };
  if (python === null) return { results, versions: {} };
  const rows = split.training.titles.map((title, i) => ({
    title,
    path: pathOf(tree.taxonomy, tree.leaves[split.training.labels[i] ?? 0] ?? 0),
  }));
  const peer = await logisticRegression(
    python,
    tree,
    rows,
    groups.flat().map(({ title }) => title),
  );
  let at = 0;
  const peerParts = parts.map((part) => part.map((own) => peer.forecast(at++, own)));
  results["logistic regression"] = judge(peerParts, "none-unseen");
  return { results, versions: peer.versions };
}

function show(folds: readonly Partial<Record<Contender, StrangersMetrics>>[]): string {
  const head = [
    "",
    "right parent",
    "wrong parent",
    "wrong child",
    "none",
    "parent most probable",
    "AUROC",
    "of top p",
  ];
  const contenders = Object.keys(folds[0] ?? {}) as Contender[];
  const cells = (one: StrangersMetrics | undefined) =>
    one === undefined
      ? []
      : [
          one.rightParent,
          one.wrongParent,
          one.wrongChild,
          one.none,
          one.topClassMostProbable,
          one.auroc,
          one.aurocOfTopProbability,
        ];
  const mean = (contender: Contender) =>
    head
      .slice(1)
      .map(
        (_, k) =>
          folds.reduce((sum, fold) => sum + (cells(fold[contender])[k] ?? Number.NaN), 0) / folds.length,
      );
  const line = (name: string, values: readonly (number | null)[]) => [
    name,
    ...values.map((value) => value?.toFixed(3) ?? "-"),
  ];
  return table(head, [
    ...folds.flatMap((fold, k) => contenders.map((one) => line(`fold ${k + 1}, ${one}`, cells(fold[one])))),
    ...contenders.map((one) => line(`mean, ${one}`, mean(one))),
  ]);
}
