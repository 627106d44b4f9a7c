import { createProgressDisplay } from "../progress/bars.ts";
import { reportBeside, type TrainArguments, trainCommand } from "./options/train-options.ts";
import { runCommand } from "./run-command.ts";
import { stopOnInterrupt } from "./stop-on-interrupt.ts";
import { trainInThread } from "./training/train-thread.ts";

await runCommand(trainCommand, async () => {
  const given = trainCommand.opts<TrainArguments>();
  const report = given.report ?? reportBeside(given.out);
  const progress = createProgressDisplay();
  const signal = stopOnInterrupt(() => progress.say(interruptLine(given)));
  try {
    const { output, verdict } = await trainInThread({ given, report }, progress, signal);
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

/** What the first interrupt is answered with. */
function interruptLine({ queue }: Pick<TrainArguments, "queue">): string {
  return queue === undefined
    ? "Saving what has been done; once more to stop at once."
    : "Asking the workers to save and stop; once more to leave them running.";
}
