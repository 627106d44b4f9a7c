import { constants } from "node:os";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { expandGlobs } from "../data/expand-globs.ts";
import { prepareOutput } from "../files/output-folder.ts";
import { presetNames } from "../model/preset-names.ts";
import { type ProgressDisplay, progressOn } from "../progress/bars.ts";
import { showDuration } from "../progress/rate.ts";
import type { TrainOptions } from "../train/options.ts";
import { holdoutFileBeside } from "../train/prepare-data.ts";
import { type TrainResult, trainModel } from "../train/train-model.ts";
import { fileName, names, share, wholeNumber } from "./options/parsers.ts";
import { trainDefaults, usefulThreads } from "./options/train-defaults.ts";
import { showForm, showLoss } from "./output/posterior-lines.ts";
import { printJson, runCommand, writeJson } from "./run-command.ts";

type TrainArguments = Omit<TrainOptions, "threads" | "resume" | "report" | "holdoutFile"> &
  Partial<Pick<TrainOptions, "threads">> & {
    json?: true;
    resume?: string;
    report?: string;
    holdoutFile?: string;
  };

const command = new Command("train")
  .description("Train a model: titles with their classes in, one model file out.")
  .requiredOption("--data <files...>", "CSV files or glob patterns")
  .option("--title <column>", "column that holds the title", fileName, trainDefaults.title)
  .requiredOption(
    "--levels <columns>",
    "columns that hold the classes, top level first, parted by commas",
    names,
  )
  .option("--out <file>", "where to write the model", fileName, trainDefaults.out)
  .addOption(
    new Option("--preset <name>", "model and features").choices(presetNames).default(trainDefaults.preset),
  )
  .option("--noise", "with epsilon: latent standard normal noise on every logit")
  .option("--chains <n>", "Markov chains", wholeNumber(1, 1000), trainDefaults.chains)
  .option("--warmup <n>", "warm-up iterations of each chain", wholeNumber(0, 1_000_000), trainDefaults.warmup)
  .option("--draws <n>", "draws of each chain after warm-up", wholeNumber(1, 1_000_000), trainDefaults.draws)
  .option("--seed <n>", "seed: one seed, one model", wholeNumber(0, 0xffff_ffff), trainDefaults.seed)
  .option("--threads <n>", "threads (default: one a core)", wholeNumber(1, 1024))
  .addOption(
    new Option("--backend <name>", "what computes the gradient")
      .choices(["kernel", "double", "tfjs"])
      .default(trainDefaults.backend),
  )
  .option("--max-bytes <n>", "most bytes that the model may have", wholeNumber(1), trainDefaults.maxBytes)
  .option(
    "--keep-duplicates",
    "count identical titles with the same classes each time",
    trainDefaults.keepDuplicates,
  )
  .option(
    "--holdout <share>",
    "share of the titles to set aside for `evaluate`",
    share,
    trainDefaults.holdout,
  )
  .option("--holdout-file <file>", "CSV file for them (default: beside the model)", fileName)
  .option(
    "--calibration <share>",
    "share of the other titles that only calibrates the answers, 0 for none",
    share,
    trainDefaults.calibration,
  )
  .option(
    "--class-prior <prior>",
    "class balance of the titles to be answered: data, uniform, or a CSV file of shares",
    fileName,
    trainDefaults.classPrior,
  )
  .option("--resume <folder>", "run folder to go on with", fileName)
  .option("--report <file>", "where to write the report as JSON", fileName)
  .option("--json", "print the result as one JSON document");

await runCommand(command, async () => {
  const { json, ...given } = command.opts<TrainArguments>();
  const progress = progressOn();
  try {
    const options = await checkedOptions(given, progress);
    const result = await trainModel(options, progress, stopOnInterrupt(progress));
    progress.close();
    if (options.report !== undefined) await writeJson(options.report, result);
    const { diagnosis: _, ...short } = result;
    if (json) printJson(short);
    else process.stdout.write(describe(result));
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

function describe({ model, bytes, hash, posterior, loss, seconds, summary }: TrainResult): string {
  const { verdict, reasons } = summary.diagnostics;
  return [
    `${model}: ${bytes} bytes, ${showForm(posterior)}, ${hash}`,
    showLoss(loss),
    `trained in ${showDuration(seconds)} on ${summary.titles} titles; the sampling is ${verdict}`,
    ...reasons.map((reason) => `  ${reason}`),
    "",
  ].join("\n");
}

async function checkedOptions(
  given: Omit<TrainArguments, "json">,
  progress: ProgressDisplay,
): Promise<TrainOptions> {
  const useful = usefulThreads();
  const threads = Math.min(given.threads ?? useful, useful);
  if (given.threads !== undefined && given.threads > useful) {
    progress.say(`--threads ${given.threads}: ${useful} are used, there being no more cores`);
  }
  if (given.holdoutFile !== undefined && given.holdout === 0) {
    throw new HedgeError("bad-usage", "--holdout-file needs --holdout, the share of titles to set aside.");
  }
  const data = await expandGlobs(given.data);
  const shares = ["data", "uniform"].includes(given.classPrior ?? "data") ? undefined : given.classPrior;
  const heldOut = given.holdout ? (given.holdoutFile ?? holdoutFileBeside(given.out)) : undefined;
  await checkOutputs(data, shares, {
    "--out": given.out,
    "--holdout-file": heldOut,
    "--report": given.report,
  });
  return { ...given, data, threads };
}

/** Finds out before the work that an output cannot be written, or would overwrite the data or another output. */
async function checkOutputs(
  data: readonly string[],
  shares: string | undefined,
  outputs: Record<string, string | undefined>,
): Promise<void> {
  const taken = new Map(data.map((file) => [resolve(file), "--data"]));
  if (shares !== undefined) taken.set(resolve(shares), "--class-prior");
  for (const [option, file] of Object.entries(outputs)) {
    if (file === undefined) continue;
    const other = taken.get(resolve(file));
    if (other !== undefined) {
      throw new HedgeError("bad-usage", `${option} and ${other} both name "${file}"; choose another file.`);
    }
    taken.set(resolve(file), option);
    await prepareOutput(file);
  }
}
