import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { findRuns, isRunFolder } from "../chains/list-runs.ts";
import { wholeNumber } from "./options/parsers.ts";
import { defaultModel } from "./options/train-defaults.ts";
import { describeRun, isRecent, runsText } from "./output/run-lines.ts";
import { printJson, runCommand } from "./run-command.ts";

type RunsArguments = { remove?: string[]; olderThan?: number; json?: true };

const command = new Command("runs")
  .description("List the run folders of trainings, with size, age and state, and remove those not needed.")
  .argument("[folders...]", "folders to look in (default: that of the default model)")
  .option("--remove <runs...>", "run folders to remove")
  .option(
    "--older-than <days>",
    "remove the runs listed that were last written to so long ago",
    wholeNumber(0),
  )
  .option("--json", "print the list as one JSON document");

await runCommand(command, async () => {
  const { remove = [], olderThan, json } = command.opts<RunsArguments>();
  const folders = command.args.length > 0 ? command.args : [dirname(defaultModel)];
  const now = Date.now();
  for (const folder of remove) {
    if (!isRunFolder(folder))
      throw new HedgeError(
        "missing-file",
        `${folder} is no run folder (it has no run.json); nothing is removed.`,
      );
    if (findRuns([folder]).some((run) => isRecent(run, now)))
      throw new HedgeError(
        "bad-usage",
        `${folder} was written to within the last minute, perhaps by a run; stop that first.`,
      );
  }
  const runs = findRuns([...folders, ...remove]);
  const isOld = (writtenAt: number) => olderThan !== undefined && now - writtenAt >= olderThan * 86_400_000;
  const removed = runs.filter(
    (run) => remove.includes(run.folder) || (isOld(run.writtenAt) && !isRecent(run, now)),
  );
  for (const { folder } of removed) rmSync(folder, { recursive: true, force: true });
  const kept = runs.filter((run) => !removed.includes(run));
  if (json) printJson({ runs: kept, removed });
  else {
    for (const run of removed) process.stdout.write(`removed ${describeRun(run, now)}\n`);
    process.stdout.write(runsText(kept, now, folders));
  }
});
