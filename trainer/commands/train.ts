import { loadModel } from "../artifact/load-model.ts";
import { scoreCalibrationTitles } from "../evaluation/scores/score-titles.ts";
import { createProgressDisplay } from "../progress/bars.ts";
import type { TrainOptions } from "../train/options.ts";
import { planOnly } from "../train/plan-training.ts";
import { trainModel } from "../train/train-model.ts";
import {
  checkTrainOptions,
  reportBeside,
  type TrainArguments,
  trainCommand,
} from "./options/train-options.ts";
import { trainText } from "./output/train-lines.ts";
import { trainReport } from "./output/train-report.ts";
import { printJson, runCommand, writeJson, writeReport } from "./run-command.ts";
import { stopOnInterrupt } from "./stop-on-interrupt.ts";

await runCommand(trainCommand, async () => {
  const {
    json,
    strict,
    report = reportBeside(trainCommand.opts().out),
    ...given
  } = trainCommand.opts<TrainArguments>();
  const progress = createProgressDisplay();
  try {
    const options = await checkTrainOptions(given, report, progress);
    if (options.plan) {
      const plan = await planOnly(options, progress);
      progress.close();
      if (json) printJson(plan);
      return;
    }
    const { signal, release } = stopOnInterrupt(() => progress.say(interruptLine(options)));
    const result = await trainModel(options, progress, signal, (folder) => {
      release();
      progress.say(`all chains are saved: from here on Ctrl-C ends at once, and --resume ${folder} goes on`);
    });
    const { model } = await loadModel(result.model);
    const scored = result.predicted && scoreCalibrationTitles(model, result.predicted);
    const { dataSet: _, heldOut: __, predicted: ___, sampled: ____, diagnosis, ...short } = result;
    const shown = { ...short, quality: scored && { sentences: scored.quality, ...scored.metrics }, report };
    if (/\.json$/i.test(report)) await writeJson(report, { ...shown, diagnosis });
    else await writeReport(report, await trainReport(result, model, scored));
    progress.close();
    if (json) printJson(shown);
    else process.stdout.write(trainText(result, scored?.quality ?? [], report));
    if (strict && result.summary.diagnostics.verdict === "bad") {
      process.stderr.write("hedge train: the sampling is bad, which --strict makes a failure.\n");
      process.exitCode = 1;
    }
  } finally {
    progress.close();
  }
});

/** What the first interrupt is answered with. */
function interruptLine({ queue }: Pick<TrainOptions, "queue">): string {
  return queue === undefined
    ? "Saving what has been done; once more to stop at once."
    : "Asking the workers to save and stop; once more to leave them running.";
}
