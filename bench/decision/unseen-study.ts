import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import { table } from "../../trainer/commands/output/table.ts";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import type { OutOfDistributionMetrics } from "../../trainer/evaluation/out-of-distribution.ts";
import { withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { unseenFolds } from "../../trainer/evaluation/unseen-children.ts";
import { progressOn } from "../../trainer/progress/bars.ts";
import { trainingOf } from "../command-options.ts";
import { describeMachine } from "../machine.ts";
import { findPython } from "../peers/python.ts";
import { readDistinctRows } from "../read-distinct-rows.ts";
import { showMachine } from "../show-machine.ts";
import { type Compared, compareStrangers } from "./compare-strangers.ts";
import { type StudyArguments, studyCommand } from "./study-options.ts";

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

await runCommand(command, async () => {
  const { data, children, folds, json, ...given } = command.opts<Arguments>();
  const training = trainingOf(given, trainDefaults.calibration);
  const python = findPython(["sklearn"]);
  const rows = await readDistinctRows(data, training.title, training.levels);
  const progress = progressOn();
  const results: Compared["results"][] = [];
  let versions: Readonly<Record<string, string>> = {};
  for (const fold of unseenFolds(rows, children, folds, training.seed)) {
    const found = await withTemporaryModel(fold.training, training, progress, (model) =>
      compareStrangers(model, fold, training, python.kind === "found" ? python.command : null),
    );
    versions = found.versions;
    results.push(found.results);
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

function show(folds: readonly Compared["results"][]): string {
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
  const contenders = Object.keys(folds[0] ?? {});
  const cells = (one: OutOfDistributionMetrics | undefined) =>
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
  const mean = (contender: string) =>
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
