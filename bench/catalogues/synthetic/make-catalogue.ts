import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { notEmpty, wholeNumber } from "../../../trainer/commands/options/parsers.ts";
import { runCommand } from "../../../trainer/commands/run-command.ts";
import { formatCsv } from "../../../trainer/data/formats/csv-text.ts";
import { replaceFile } from "../../../trainer/files/write-atomically.ts";
import { classCounts, likeOption } from "./options.ts";
import { type ProfileName, profiles } from "./profiles.ts";
import { type SyntheticRow, syntheticTitles } from "./synthetic-titles.ts";
import { levelCounts, makeTree } from "./synthetic-tree.ts";

type Arguments = {
  rows: number;
  classes: number[];
  levels: number;
  like: ProfileName;
  seed: number;
  out: string;
};

const command = new Command("make:catalogue")
  .description("Make a catalogue of invented titles that has the statistics of a real one, of any size.")
  .requiredOption("--rows <n>", "rows", wholeNumber(1))
  .requiredOption(
    "--classes <counts>",
    "classes of the last level; or of every level from the top, separated by commas",
    classCounts,
  )
  .option("--levels <n>", "levels, where only the classes of the last one are given", wholeNumber(1, 12), 3)
  .addOption(likeOption())
  .option("--seed <n>", "seed: one seed, one file", wholeNumber(0, 0xffff_ffff), 1)
  .requiredOption("--out <file>", "CSV file to write", notEmpty);

/** Rows that are formatted at a time. */
const chunkRows = 10_000;

await runCommand(command, async () => {
  const { rows, classes, levels, like, seed, out } = command.opts<Arguments>();
  const counts = classes.length > 1 ? classes : levelCounts(classes[0] ?? 1, levels);
  const profile = profiles[like];
  const titles = syntheticTitles(makeTree(counts, profile.classSpread, seed), profile, seed);
  const columns = counts.map((_, level) => `level${level + 1}`);
  await replaceFile(out, (temporary) => writeFile(temporary, csvChunks(titles, columns, rows)));
  process.stdout.write(
    `${out}: ${rows} rows, ${counts.join(" > ")} classes; train with --levels ${columns.join(",")}\n`,
  );
});

/** A CSV file in pieces, so that memory does not grow with it. */
function* csvChunks(
  titles: Iterator<SyntheticRow>,
  columns: readonly string[],
  rows: number,
): Generator<string> {
  yield formatCsv([["title", ...columns]]);
  for (let done = 0; done < rows; done += chunkRows) {
    const records = Array.from({ length: Math.min(chunkRows, rows - done) }, () => {
      const { title, path } = titles.next().value;
      return [title, ...path];
    });
    yield formatCsv(records);
  }
}
