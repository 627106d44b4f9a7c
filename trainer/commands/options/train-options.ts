import { Command, Option } from "commander";
import { fileBeside } from "../../files/file-beside.ts";
import { presetNames } from "../../model/preset-names.ts";
import type { ChainLengths } from "../../train/folds/run-fold-chains.ts";
import { forms, type TrainOptions } from "../../train/options.ts";
import {
  acceptance,
  calibration,
  duration,
  gigabytes,
  names,
  notEmpty,
  share,
  shareOrCount,
  wholeNumber,
} from "./parsers.ts";
import { addLabelOptions, dataFiles } from "./read-options.ts";
import { fromWarmup, trainDefaults } from "./train-defaults.ts";

/** Options of `train` as they are given. */
export type TrainArguments = Omit<
  TrainOptions,
  "threads" | keyof ChainLengths | "maxTime" | "resume" | "holdoutFile" | "levels"
> &
  Partial<Pick<TrainOptions, "threads" | keyof ChainLengths>> & {
    json?: true;
    /** Seconds. */
    maxTime?: number;
    strict?: true;
    levels?: string[];
    resume?: string;
    report?: string;
    holdoutFile?: string;
  };

/** The options of `train`. */
export const trainCommand = addLabelOptions(new Command("train"))
  .description("Train a model: titles with their classes in, one model file out.")
  .requiredOption("--data <files...>", dataFiles)
  .option("--title <column>", "column that holds the title", notEmpty, trainDefaults.title)
  .option(
    "--levels <columns>",
    "columns that hold the classes, top level first, separated by commas, or one that holds paths",
    names,
  )
  .option("--merge-labels", "make one class of labels that differ by case, spaces, quotes or Unicode form")
  .option("--taxonomy <file>", "file of all classes, also those without titles", notEmpty)
  .option(
    "--max-bad-rows <n>",
    "rows that may be lost: a share of all below 1, or a number (default: 0.1)",
    shareOrCount,
  )
  .option("--out <file>", "where to write the model", notEmpty, trainDefaults.out)
  .addOption(
    new Option("--preset <name>", "model and features").choices(presetNames).default(trainDefaults.preset),
  )
  .addOption(
    new Option(
      "--form <form>",
      "flat: one softmax over all classes; factorised: one for every node over its children, for many classes; auto: by size",
    )
      .choices(forms)
      .default(trainDefaults.form),
  )
  .option("--noise", "with epsilon: latent standard normal noise on every logit")
  .option("--chains <n>", `Markov chains (default: ${trainDefaults.chains})`, wholeNumber(1, 1000))
  .option(
    "--warmup <n>",
    `warm-up iterations of each chain (default: ${trainDefaults.warmup}, or ${fromWarmup} with --from)`,
    wholeNumber(0, 1_000_000),
  )
  .option(
    "--draws <n>",
    `draws of each chain after warm-up (default: ${trainDefaults.draws})`,
    wholeNumber(1, 1_000_000),
  )
  .option(
    "--max-time <time>",
    "longest time that the run may take, such as 90m or 2h: fewer chains, warm-up and draws where the usual ones would take longer",
    duration,
  )
  .option("--seed <n>", "seed: one seed, one model", wholeNumber(0, 0xffff_ffff), trainDefaults.seed)
  .option(
    "--target-acceptance <share>",
    "mean acceptance that step sizes are adapted to: more means smaller steps (default: 0.65, or 0.8 where scales are learned)",
    acceptance,
  )
  .option("--max-depth <n>", "doublings after which a trajectory stops (default: 10)", wholeNumber(1, 20))
  .option(
    "--exact",
    "draw exactly also where coefficients are very many, which takes four to eight times as long there",
  )
  .option("--threads <n>", "threads (default: one a core)", wholeNumber(1, 1024))
  .addOption(
    new Option("--backend <name>", "what computes the gradient")
      .choices(["kernel", "double", "tfjs"])
      .default(trainDefaults.backend),
  )
  .option("--max-bytes <n>", "most bytes that the model may have", wholeNumber(1), trainDefaults.maxBytes)
  .addOption(
    new Option("--max-disk <gb>", "most GB on disk; of a larger run some draws are kept, and the mean of all")
      .argParser(gigabytes)
      .default(trainDefaults.maxDisk, "5"),
  )
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
  .option("--holdout-file <file>", "CSV file for them (default: beside the model)", notEmpty)
  .option(
    "--calibration <how>",
    "what calibrates the answers: cross-fit (all titles, each predicted without it), a share of the titles to set aside, or 0 for nothing",
    calibration,
    trainDefaults.calibration,
  )
  .option(
    "--alpha <share>",
    "share of titles of known classes that may be taken for ones of new classes, 0 for no tests",
    share,
    trainDefaults.alpha,
  )
  .option(
    "--class-prior <prior>",
    "class balance of the titles to be answered: data, uniform, or a file of shares",
    notEmpty,
    trainDefaults.classPrior,
  )
  .option(
    "--word-vectors <source>",
    "what explains words that training does not have: auto, english, learned, a file of word vectors, or none",
    notEmpty,
    trainDefaults.wordVectors,
  )
  .option("--text <files...>", "texts without labels, one a line, to learn word vectors from")
  .option(
    "--from <model-or-run>",
    "model file or run folder of an earlier version of the catalogue, to start the chains from",
    notEmpty,
  )
  .option("--queue <address>", "run the chains on workers of this Redis (`hedge work`), not here")
  .option("--shared <folder>", "folder that the workers have too; the run folder goes there", notEmpty)
  .option("--resume <folder>", "run folder to go on with", notEmpty)
  .option("--plan", "say how long the run would take, and how much memory and disk, and stop")
  .option("--keep-run", "keep all files of the finished run, also those of cross-fitting")
  .option(
    "--report <file>",
    "where to write the report, an HTML file, or JSON if the name ends so (default: beside the model)",
    notEmpty,
  )
  .option("--strict", "end with status 1 if the sampling is bad")
  .option("--json", "print the result as one JSON document");

/** `models/model.msgpack` has its report in `models/model.report.html`. */
export function reportBeside(model: string): string {
  return fileBeside(model, ".report.html");
}
