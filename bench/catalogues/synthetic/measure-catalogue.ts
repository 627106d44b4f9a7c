import { Command } from "commander";
import { names, notEmpty, wholeNumber } from "../../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../../trainer/commands/options/train-defaults.ts";
import { printJson, runCommand } from "../../../trainer/commands/run-command.ts";
import { type Column, sidewaysTable } from "../../harness/tables.ts";
import { readDistinctRows } from "../benchmark.ts";
import { likeOption } from "./options.ts";
import { type ProfileName, profiles } from "./profiles.ts";
import { type CatalogueStatistics, measureCatalogue } from "./statistics.ts";
import { syntheticTitles } from "./synthetic-titles.ts";
import { makeTree } from "./synthetic-tree.ts";

type Arguments = {
  data: string;
  levels: string[];
  title: string;
  like: ProfileName;
  seed: number;
  json?: true;
};

const command = new Command("measure:catalogue")
  .description("Measure a catalogue, beside invented titles with as many rows and classes.")
  .requiredOption("--data <file>", "CSV file", notEmpty)
  .requiredOption("--levels <columns>", "columns that hold the classes", names)
  .option("--title <column>", "column that holds the title", notEmpty, trainDefaults.title)
  .addOption(likeOption())
  .option(
    "--seed <n>",
    "seed of the invented titles, and of what is held out",
    wholeNumber(0, 0xffff_ffff),
    1,
  )
  .option("--json", "print one JSON document");

type Measured = readonly [name: string, found: CatalogueStatistics];
const list = (values: readonly number[], digits: number) =>
  values.map((value) => value.toFixed(digits)).join(", ");

const columns: readonly Column<Measured>[] = [
  ["", ([name]) => name],
  ["titles", ([, found]) => `${found.titles}`],
  ["classes of each level", ([, found]) => list(found.classes, 0)],
  [
    "words of a title, mean and sd",
    ([, { wordsPerTitle }]) => list([wordsPerTitle.mean, wordsPerTitle.sd], 1),
  ],
  ["distinct words", ([, found]) => `${found.distinctWords}`],
  ["exponent of their growth", ([, found]) => found.growth.toFixed(2)],
  ["of them seen once", ([, found]) => found.seenOnce.toFixed(2)],
  ["share of the 10, 100 and 1,000 most frequent words", ([, found]) => list(found.top, 2)],
  ["words of held-out titles that are unknown", ([, found]) => found.unknown.toFixed(2)],
  ["Gini coefficient of class sizes", ([, found]) => found.gini.toFixed(2)],
  ["median class, as a share of the mean", ([, found]) => found.medianOfMean.toFixed(2)],
  ["another title with the word has the class", ([, found]) => list(found.sameClass, 2)],
  ["accuracy of naive Bayes", ([, found]) => list(found.accuracy, 2)],
];

await runCommand(command, async () => {
  const { data, levels, title, like, seed, json } = command.opts<Arguments>();
  const rows = (await readDistinctRows(data, title, levels)).filter(
    ({ path }) => path.length === levels.length,
  );
  const real = measureCatalogue(rows, seed);
  const profile = profiles[like];
  const titles = syntheticTitles(makeTree(real.classes, profile.classSpread, seed), profile, seed);
  const invented = measureCatalogue(
    Array.from({ length: real.titles }, () => titles.next().value),
    seed,
  );
  if (json) printJson({ real, invented });
  else
    process.stdout.write(
      sidewaysTable(columns, [
        ["real", real],
        ["invented", invented],
      ]),
    );
});
