import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { notEmpty, wholeNumber } from "../../../trainer/commands/options/parsers.ts";
import { runCommand } from "../../../trainer/commands/run-command.ts";
import { replaceFile } from "../../../trainer/files/write-atomically.ts";
import { classCounts, likeOption } from "./options.ts";
import type { ProfileName } from "./profiles.ts";
import { levelNames, syntheticCsv } from "./synthetic-csv.ts";
import { levelCounts } from "./synthetic-tree.ts";

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

await runCommand(command, async () => {
  const { rows, classes, levels, like, seed, out } = command.opts<Arguments>();
  const counts = classes.length > 1 ? classes : levelCounts(classes[0] ?? 1, levels);
  await replaceFile(out, (temporary) =>
    writeFile(temporary, syntheticCsv({ rows, classes: counts, like, seed })),
  );
  const columns = levelNames(counts).join(",");
  process.stdout.write(
    `${out}: ${rows} rows, ${counts.join(" > ")} classes; train with --levels ${columns}\n`,
  );
});
