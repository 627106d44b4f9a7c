import { Command } from "commander";
import { loadModel } from "../artifact/load-model.ts";
import { prepareOutput } from "../artifact/output-folder.ts";
import { describeRows } from "../data/describe-rows.ts";
import { expandGlobs } from "../data/expand-globs.ts";
import { readRows } from "../data/read-rows.ts";
import { distinctRows, wholePaths } from "../data/usable-rows.ts";
import { type Evaluation, evaluateModel } from "../evaluate/evaluate-model.ts";
import { progressOn } from "../progress-bars.ts";
import { fileName, names } from "./parsers.ts";
import { printJson, runCommand, writeJson } from "./run-command.ts";
import { table } from "./table.ts";
import { defaultModel, trainDefaults } from "./train-defaults.ts";

type EvaluateArguments = {
  model: string;
  data: string[];
  title: string;
  levels?: string[];
  keepDuplicates: boolean;
  report?: string;
  json?: true;
};

/** What `evaluate --json` prints and `--report` writes. */
type EvaluationReport = Evaluation & {
  readonly model: string;
  readonly duplicatesDropped: number;
  readonly rowsSkipped: number;
};

const command = new Command("evaluate")
  .description(
    "Measure a model on titles with known classes: accuracy, log-loss and calibration of each level.",
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
  .option("--report <file>", "where to write the result as JSON", fileName)
  .option("--json", "print the result as one JSON document");

await runCommand(command, async () => {
  const given = command.opts<EvaluateArguments>();
  const { model } = await loadModel(given.model);
  const levels = given.levels ?? model.tree.taxonomy.levels;
  const files = await expandGlobs(given.data);
  if (given.report !== undefined) await prepareOutput(given.report);

  const { rows, skipped } = wholePaths(await readRows(files, { title: given.title, levels }), levels);
  const counted = given.keepDuplicates ? rows : distinctRows(rows);
  const duplicatesDropped = rows.length - counted.length;
  const progress = progressOn();
  for (const line of describeRows({ duplicatesDropped, skipped })) progress.say(line);
  const task = progress.start("titles", counted.length);
  try {
    const evaluation = evaluateModel(
      model,
      counted.map(({ title }) => title),
      counted.map(({ path }) => path),
      (done) => task.advance(done),
    );
    task.finish();
    if (evaluation.notInTaxonomy > 0) {
      progress.say(
        `${evaluation.notInTaxonomy} titles left out: their class is no leaf of the model's taxonomy`,
      );
    }
    const report = { model: model.hash, ...evaluation, duplicatesDropped, rowsSkipped: skipped.length };
    progress.close();
    if (given.report !== undefined) await writeJson(given.report, report);
    if (given.json) printJson(report);
    else process.stdout.write(describe(report));
  } finally {
    progress.close();
  }
});

function describe({ titles, levels, fallback }: EvaluationReport): string {
  const metrics = table(
    ["level", "accuracy", "log-loss", "ECE"],
    levels.map(({ name, accuracy, logLoss, ece }) => [
      name,
      accuracy.toFixed(4),
      logLoss.toFixed(4),
      ece.toFixed(4),
    ]),
  );
  const answers = table(
    ["answered at", "titles", "share", "accuracy"],
    fallback.map(({ level, titles: count, share, accuracy }) => [
      level ?? "(no answer)",
      String(count),
      share.toFixed(4),
      accuracy?.toFixed(4) ?? "-",
    ]),
  );
  return `${titles} titles\n\n${metrics}\n${answers}`;
}
