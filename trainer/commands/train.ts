import { constants } from "node:os";
import { createProgressDisplay, type ProgressDisplay } from "../progress/bars.ts";
import { reportBeside, type TrainArguments, trainCommand } from "./options/train-options.ts";
import { runCommand } from "./run-command.ts";
import { trainInThread } from "./train-thread.ts";

await runCommand(trainCommand, async () => {
  const given = trainCommand.opts<TrainArguments>();
  const report = given.report ?? reportBeside(given.out);
  const progress = createProgressDisplay();
  try {
    const { output, verdict } = await trainInThread({ given, report }, progress, stopOnInterrupt(progress));
    progress.close();
    process.stdout.write(output);
    if (given.strict && verdict === "bad") {
      process.stderr.write("hedge train: the sampling is bad, which --strict makes a failure.\n");
      process.exitCode = 1;
    }
  } finally {
    progress.close();
  }
});

/** The first interrupt stops the run; a second one ends the program at once. */
function stopOnInterrupt(progress: ProgressDisplay): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[signal]);
    progress.say("Saving what has been done; once more to stop at once.");
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, stop);
  return controller.signal;
}
