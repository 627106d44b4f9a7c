import { Command, Option } from "commander";
import type { Model } from "../../shared/artifact/model.ts";
import { loadModel } from "../artifact/load-model.ts";
import { describeRows } from "../data/describe-rows.ts";
import { expandGlobs } from "../data/expand-globs.ts";
import type { LabelledRow } from "../data/labelled-row.ts";
import { readRows } from "../data/read-rows.ts";
import { distinctRows, wholePaths } from "../data/usable-rows.ts";
import { evaluatePredictions, predictLabelledTitles } from "../evaluation/evaluate-model.ts";
import { evaluateOutside, readOutOfDistributionTitles } from "../evaluation/outside.ts";
import { evaluateUnseenFold, type UnseenFoldResult, unseenFolds } from "../evaluation/unseen-children.ts";
import { prepareOutput } from "../files/output-folder.ts";
import { presetNames } from "../model/preset-names.ts";
import { type ProgressDisplay, progressOn } from "../progress/bars.ts";
import { fileName, names, wholeNumber } from "./options/parsers.ts";
import { foldTraining, type RetrainArguments } from "./options/retrain-options.ts";
import { defaultModel, trainDefaults } from "./options/train-defaults.ts";
import { evaluationText, foldsText, outsideText } from "./output/evaluate-lines.ts";
import { printJson, runCommand, writeJson } from "./run-command.ts";

type EvaluateArguments = RetrainArguments & {
  model: string;
  data: string[];
  title: string;
  levels?: string[];
  keepDuplicates: boolean;
  outside?: string[];
  unseenChildren?: number;
  folds: number;
  report?: string;
  json?: true;
};

const command = new Command("evaluate")
  .description(
    "Measure a model on titles with known classes: accuracy, calibration and what each target comes to, level by level.",
  )
  .option("--model <file>", "model file", fileName, defaultModel)
  .requiredOption("--data <files...>", "CSV files or glob patterns")
  .option("--title <column>", "column that holds the title", fileName, trainDefaults.title)
  .option(
    "--levels <columns>",
    "columns that hold the classes (default: those the model was trained with)",
    names,
  )
  .option("--keep-duplicates", "count identical titles with the same classes each time", false)
  .option(
    "--outside <files...>",
    "CSV files of titles that belong to no class of the model, or to a class above the lowest alone",
  )
  .option(
    "--unseen-children <n>",
    "instead: train on --data without n of its lowest classes, and see what their titles are answered",
    wholeNumber(1),
  )
  .option("--folds <n>", "how often, with other classes each time", wholeNumber(1, 1000), 3)
  .addOption(new Option("--preset <name>", "how to train then (default: as the model)").choices(presetNames))
  .option("--chains <n>", "the same", wholeNumber(1, 1000))
  .option("--warmup <n>", "the same", wholeNumber(0, 1_000_000))
  .option("--draws <n>", "the same", wholeNumber(1, 1_000_000))
  .option("--seed <n>", "seed of training and of the classes held out", wholeNumber(0, 0xffff_ffff))
  .option("--report <file>", "where to write the result as JSON", fileName)
  .option("--json", "print the result as one JSON document");

await runCommand(command, async () => {
  const given = command.opts<EvaluateArguments>();
  const { model } = await loadModel(given.model);
  const levels = given.levels ?? [...model.tree.taxonomy.levels];
  const files = await expandGlobs(given.data);
  if (given.report !== undefined) await prepareOutput(given.report);

  const { rows, skipped } = wholePaths(await readRows(files, { title: given.title, levels }), levels);
  const counted = given.keepDuplicates ? rows : distinctRows(rows);
  const duplicatesDropped = rows.length - counted.length;
  const progress = progressOn();
  for (const line of describeRows({ duplicatesDropped, skipped })) progress.say(line);
  try {
    const found =
      given.unseenChildren === undefined
        ? await evaluate(model, counted, given, levels, progress)
        : await evaluateUnseen(model, counted, given.unseenChildren, given, levels, progress);
    const report = { model: model.hash, ...found.result, duplicatesDropped, rowsSkipped: skipped.length };
    progress.close();
    if (given.report !== undefined) await writeJson(given.report, report);
    if (given.json) printJson(report);
    else process.stdout.write(found.text);
  } finally {
    progress.close();
  }
});

async function evaluate(
  model: Model,
  rows: readonly LabelledRow[],
  { outside, title }: EvaluateArguments,
  levels: readonly string[],
  progress: ProgressDisplay,
) {
  const strangers =
    outside && (await readOutOfDistributionTitles(await expandGlobs(outside), { title, levels }));
  const task = progress.start("titles", rows.length);
  const believed = predictLabelledTitles(
    model,
    rows.map((row) => row.title),
    rows.map((row) => row.path),
    (done) => task.advance(done),
  );
  task.finish();
  const evaluation = evaluatePredictions(model, rows.length, believed);
  if (evaluation.notInTaxonomy > 0) {
    progress.say(
      `${evaluation.notInTaxonomy} titles left out: their class is no leaf of the model's taxonomy`,
    );
  }
  if (strangers === undefined) return { result: evaluation, text: evaluationText(evaluation) };
  const found = evaluateOutside(model, strangers, believed);
  return {
    result: { ...evaluation, strangers: found },
    text: `${evaluationText(evaluation)}\n${outsideText(found)}`,
  };
}

async function evaluateUnseen(
  model: Model,
  rows: readonly LabelledRow[],
  children: number,
  given: EvaluateArguments,
  levels: readonly string[],
  progress: ProgressDisplay,
) {
  const training = foldTraining(given, model.training, { title: given.title, levels });
  const folds: UnseenFoldResult[] = [];
  for (const fold of unseenFolds(rows, children, given.folds, training.seed)) {
    progress.say(
      `fold ${folds.length + 1} of ${given.folds}: without ${fold.children.map((path) => path.at(-1)).join(", ")}`,
    );
    folds.push(await evaluateUnseenFold(fold, training, progress));
  }
  const { preset, chains, warmup, draws, seed } = training;
  return {
    result: { unseenChildren: { children, preset, chains, warmup, draws, seed, folds } },
    text: foldsText(folds),
  };
}
