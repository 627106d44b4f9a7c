import type { Model } from "../../shared/artifact/model.ts";
import { loadModel } from "../artifact/load-model.ts";
import { describeRows } from "../data/describe-rows.ts";
import { expandGlobs } from "../data/expand-globs.ts";
import type { LabelledRow } from "../data/labelled-row.ts";
import { readRows } from "../data/read-rows.ts";
import { dropDuplicates, trimPaths } from "../data/usable-rows.ts";
import { evaluatePredictions, predictLabelledTitles } from "../evaluation/evaluate-model.ts";
import {
  evaluateOutOfDistribution,
  readOutOfDistributionTitles,
} from "../evaluation/evaluate-out-of-distribution.ts";
import { evaluateUnseenFold, type UnseenFoldResult, unseenFolds } from "../evaluation/unseen-children.ts";
import { prepareOutputFolder } from "../files/output-folder.ts";
import { createProgressDisplay, type ProgressDisplay } from "../progress/bars.ts";
import { type EvaluateArguments, evaluateCommand } from "./options/evaluate-options.ts";
import { foldTraining } from "./options/retrain-options.ts";
import { evaluationText, foldsText, outOfDistributionText } from "./output/evaluate-lines.ts";
import { printJson, runCommand, writeJson } from "./run-command.ts";

await runCommand(evaluateCommand, async () => {
  const given = evaluateCommand.opts<EvaluateArguments>();
  const { model } = await loadModel(given.model);
  const levels = given.levels ?? [...model.tree.taxonomy.levels];
  const files = await expandGlobs(given.data);
  if (given.report !== undefined) await prepareOutputFolder(given.report);

  const { rows, skipped } = trimPaths(await readRows(files, { title: given.title, levels }), levels);
  const counted = given.keepDuplicates ? rows : dropDuplicates(rows);
  const duplicatesDropped = rows.length - counted.length;
  const progress = createProgressDisplay();
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
  const outOfDistribution =
    outside && (await readOutOfDistributionTitles(await expandGlobs(outside), { title, levels }));
  const task = progress.start("titles", rows.length);
  const predictions = predictLabelledTitles(
    model,
    rows.map((row) => row.title),
    rows.map((row) => row.path),
    (done) => task.advance(done),
  );
  task.finish();
  const evaluation = evaluatePredictions(model, rows.length, predictions);
  if (evaluation.notInTaxonomy > 0) {
    progress.say(
      `${evaluation.notInTaxonomy} titles left out: their class is no leaf of the model's taxonomy`,
    );
  }
  if (outOfDistribution === undefined) return { result: evaluation, text: evaluationText(evaluation) };
  const found = evaluateOutOfDistribution(model, outOfDistribution, predictions);
  return {
    result: { ...evaluation, outOfDistribution: found },
    text: `${evaluationText(evaluation)}\n${outOfDistributionText(found)}`,
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
