import { Command } from "commander";
import { loadModel } from "../artifact/load-model.ts";
import { describeRows } from "../data/describe-rows.ts";
import { expandGlobs } from "../data/expand-globs.ts";
import { formatCsv } from "../data/formats/csv-text.ts";
import { readRows } from "../data/read-rows.ts";
import { type RankedTitle, rankTitles } from "../evaluation/rank-titles.ts";
import { prepareOutputFolder } from "../files/output-folder.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { createProgressDisplay } from "../progress/bars.ts";
import { notEmpty, wholeNumber } from "./options/parsers.ts";
import { addReadOptions, dataFiles, type ReadArguments } from "./options/read-options.ts";
import { defaultModel, trainDefaults } from "./options/train-defaults.ts";
import { printJson, runCommand } from "./run-command.ts";

type RankArguments = ReadArguments & {
  model: string;
  data: string[];
  title: string;
  top: number;
  out?: string;
  json?: true;
};

const command = addReadOptions(new Command("rank"))
  .description(
    "List the titles most worth labelling next: those that the posterior knows least about, no two alike.",
  )
  .option("--model <file>", "model file", notEmpty, defaultModel)
  .requiredOption("--data <files...>", `${dataFiles}; of unlabelled titles`)
  .option("--title <column>", "column that holds the title", notEmpty, trainDefaults.title)
  .option("--top <n>", "how many titles", wholeNumber(1, 100_000), 100)
  .option("--out <file>", "where to write the CSV (default: standard output)", notEmpty)
  .option("--json", "print one JSON document instead of CSV");

await runCommand(command, async () => {
  const given = command.opts<RankArguments>();
  const { model: file, data, title, top, out, json } = given;
  const { model } = await loadModel(file);
  const { rows, skipped, notes } = await readRows(await expandGlobs(data), { title, levels: [] }, given);
  if (out !== undefined) await prepareOutputFolder(out);
  const titles = [...new Set(rows.map((row) => row.title))];
  const progress = createProgressDisplay();
  try {
    for (const line of [...notes, ...describeRows({ duplicatesDropped: 0, skipped })]) progress.say(line);
    const task = progress.start("titles", titles.length);
    const ranked = rankTitles(model, titles, top, (done) => task.advance(done));
    task.finish();
    progress.close();
    const text = formatCsv(records(ranked, model.tree.taxonomy.levels));
    if (out !== undefined) await writeAtomically(out, new TextEncoder().encode(text));
    if (json) printJson(ranked);
    else if (out === undefined) process.stdout.write(text);
  } finally {
    progress.close();
  }
});

/** Records for a CSV file. Columns of levels hold the present answer, as a suggestion. */
function records(ranked: readonly RankedTitle[], levels: readonly string[]): string[][] {
  const head = ["title", ...levels, "probability", "epistemic", "aleatoric", "similarity"];
  return [
    head,
    ...ranked.map(({ title, path, probability, epistemic, aleatoric, similarity }) => [
      title,
      ...levels.map((_, level) => path[level] ?? ""),
      ...[probability, epistemic, aleatoric, similarity].map((value) => value.toFixed(4)),
    ]),
  ];
}
