import { Command } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { printJson, runCommand } from "../../trainer/commands/run-command.ts";
import { createProgressDisplay } from "../../trainer/progress/bars.ts";
import { allowedBytes, fuzzModels } from "./fuzz.ts";

const command = new Command("check:fuzz")
  .description("Read model files that are truncated and changed at random: each must be refused or answer.")
  .option("--cases <count>", "files", wholeNumber(1), 100_000)
  .option("--seed <number>", "seed of everything", wholeNumber(0), 1)
  .option("--json", "print the result as one JSON document");

await runCommand(command, async () => {
  const { cases, seed, json } = command.opts<{ cases: number; seed: number; json?: true }>();
  const progress = createProgressDisplay();
  const task = progress.start("files", cases);
  try {
    const result = await fuzzModels(cases, seed, (done) => {
      if (done % 100 === 0) task.advance(done);
    });
    task.finish();
    progress.close();
    if (json) printJson(result);
    else {
      const refused = Object.entries(result.refused).map(([code, count]) => `${count} ${code}`);
      process.stdout.write(
        `${cases} files: refused ${refused.join(", ")}; answered as before ${result.same}; answered otherwise, but whole ${result.whole}\n` +
          `slowest ${result.slowest.toFixed(1)} ms, at most ${(result.mostBytes / 1e6).toFixed(1)} MB for one\n`,
      );
    }
    if (result.mostBytes > allowedBytes)
      throw new HedgeError("failed", "A file took more memory than it may.");
  } finally {
    progress.close();
  }
});
