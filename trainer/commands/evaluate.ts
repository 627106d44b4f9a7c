import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import { loadModel } from "../artifact/load-model.ts";
import type { Columns } from "../data/columns/columns.ts";
import { countRows, describeRows } from "../data/describe-rows.ts";
import { expandGlobs } from "../data/expand-globs.ts";
import { labelsOfTree } from "../data/labels/label-variants.ts";
import { readRows } from "../data/read-rows.ts";
import type { LabelledRow, RowsRead } from "../data/rows/labelled-row.ts";
import { dropDuplicates, trimPaths } from "../data/usable-rows.ts";
import { evaluatePredictions, predictLabelledTitles } from "../evaluation/evaluate-model.ts";
import {
  evaluateOutOfDistribution,
  readOutOfDistributionTitles,
} from "../evaluation/evaluate-out-of-distribution.ts";
import { scoreTitles } from "../evaluation/scores/score-titles.ts";
import { findUnknownLabels } from "../evaluation/unknown-labels.ts";
import { evaluateUnseenFold, type UnseenFoldResult, unseenFolds } from "../evaluation/unseen-children.ts";
import { prepareOutputFolder } from "../files/output-folder.ts";
import { createProgressDisplay, type ProgressDisplay } from "../progress/bars.ts";
import { type EvaluateArguments, evaluateCommand } from "./options/evaluate-options.ts";
import { foldTraining } from "./options/retrain-options.ts";
import { isJsonReport, writeJson, writeReport } from "./output/documents.ts";
import {
  evaluationText,
  foldsText,
  outOfDistributionText,
  unknownLabelLines,
} from "./output/evaluate-lines.ts";
import { evaluationReport } from "./output/evaluate-report.ts";
import { printJson, runCommand } from "./run-command.ts";

await runCommand(evaluateCommand, async () => {
  const given = evaluateCommand.opts<EvaluateArguments>();
  const { model } = await loadModel(given.model);
  const columns: Columns = {
    title: given.title,
    levels: given.levels ?? model.tree.taxonomy.levels,
    ...(given.path !== undefined && { path: given.path }),
  };
  const files = await expandGlobs(given.data);
  if (given.report !== undefined) await prepareOutputFolder(given.report);
  const reportsJson = given.report !== undefined && isJsonReport(given.report);
  if (given.unseenChildren !== undefined && given.report !== undefined && !reportsJson) {
    throw new HedgeError(
      "bad-usage",
      "--unseen-children has no page: let the name of --report end in .json.",
    );
  }

  // A model with one level has no paths, whatever its labels look like.
  const isFlat = given.levels === undefined && model.tree.taxonomy.levels.length === 1;
  const reading = isFlat ? { pathSeparator: "none", ...given } : given;
  const { notes, levels, ...read } = await readRows(files, columns, reading);
  const labelled = given.mergeLabels ? withLabelsOfModel(model, read) : read;
  const { rows, skipped } = trimPaths(labelled, levels);
  const counted = given.keepDuplicates ? rows : dropDuplicates(rows);
  const duplicatesDropped = rows.length - counted.length;
  const progress = createProgressDisplay();
  for (const line of [...notes, ...describeRows({ duplicatesDropped, skipped })]) progress.say(line);
  try {
    const found =
      given.unseenChildren === undefined
        ? await evaluate(model, counted, given, columns, progress)
        : await evaluateUnseen(model, counted, given.unseenChildren, given, levels, progress);
    const report = { model: model.hash, ...found.result, duplicatesDropped, rowsSkipped: countRows(skipped) };
    progress.close();
    if (given.report !== undefined) {
      if (reportsJson || found.page === null) await writeJson(given.report, report);
      else await writeReport(given.report, await found.page());
    }
    if (given.json) printJson(report);
    else {
      process.stdout.write(found.text);
      if (given.report !== undefined) process.stdout.write(`\nReport: ${given.report}\n`);
    }
  } finally {
    progress.close();
  }
});

async function evaluate(
  model: Model,
  rows: readonly LabelledRow[],
  given: EvaluateArguments,
  columns: Columns,
  progress: ProgressDisplay,
) {
  const outOfDistribution =
    given.outside && (await readOutOfDistributionTitles(await expandGlobs(given.outside), columns, given));
  const task = progress.start("titles", rows.length);
  const paths = rows.map((row) => row.path);
  const predictions = predictLabelledTitles(
    model,
    rows.map((row) => row.title),
    paths,
    (done) => task.advance(done),
  );
  task.finish();
  const unknownLabels = findUnknownLabels(model.tree, paths);
  for (const line of unknownLabelLines(unknownLabels)) progress.say(line);
  const evaluation = { ...evaluatePredictions(model, rows.length, predictions), unknownLabels };
  const scored = scoreTitles(model, predictions.knownTitles, predictions.known, evaluation, "evaluated");
  const found = outOfDistribution && evaluateOutOfDistribution(model, outOfDistribution, predictions.known);
  return {
    result: { ...evaluation, ...(found && { outOfDistribution: found }) },
    text: `${evaluationText(evaluation, scored.quality)}${found ? `\n${outOfDistributionText(found)}` : ""}`,
    page: () => evaluationReport(given.model, model, scored, found),
  };
}

/** Rows whose labels are spelt as the model spells them, where they differ by that alone. */
function withLabelsOfModel({ tree }: Model, { rows, skipped }: RowsRead): RowsRead {
  const { merge } = labelsOfTree(tree);
  return { rows: rows.map((row) => ({ ...row, path: merge(row.path) })), skipped };
}

async function evaluateUnseen(
  model: Model,
  rows: readonly LabelledRow[],
  children: number,
  given: EvaluateArguments,
  levels: readonly string[],
  progress: ProgressDisplay,
) {
  const training = foldTraining(given, model, { title: given.title, levels });
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
    page: null,
  };
}
