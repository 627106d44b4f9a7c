import { constants } from "node:os";
import { createProgressDisplay, type ProgressDisplay } from "../progress/bars.ts";
import { trainModel } from "../train/train-model.ts";
import { checkTrainOptions, type TrainArguments, trainCommand } from "./options/train-options.ts";
import { trainText } from "./output/train-lines.ts";
import { printJson, runCommand, writeJson } from "./run-command.ts";

await runCommand(trainCommand, async () => {
  const { json, ...given } = trainCommand.opts<TrainArguments>();
  const progress = createProgressDisplay();
  try {
    const options = await checkTrainOptions(given, progress);
    const result = await trainModel(options, progress, stopOnInterrupt(progress));
    progress.close();
    if (options.report !== undefined) await writeJson(options.report, result);
    const { diagnosis: _, ...short } = result;
    if (json) printJson(short);
    else process.stdout.write(trainText(result));
  } finally {
    progress.close();
  }
});

/** The first interrupt saves the chains and stops; a second one ends the program at once. */
function stopOnInterrupt(progress: ProgressDisplay): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(128 + constants.signals[signal]);
      progress.say("Saving what has been done; once more to stop at once.");
      controller.abort();
    });
  }
  return controller.signal;
}
