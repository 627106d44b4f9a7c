import { Command, Option } from "commander";
import { presetNames } from "../../model/preset-names.ts";
import { names, notEmpty, wholeNumber } from "./parsers.ts";
import { addLabelOptions, dataFiles, type ReadArguments } from "./read-options.ts";
import type { RetrainArguments } from "./retrain-options.ts";
import { defaultModel, trainDefaults } from "./train-defaults.ts";

/** Options of `evaluate` as they are given. */
export type EvaluateArguments = RetrainArguments &
  ReadArguments & {
    mergeLabels?: true;
    model: string;
    data: string[];
    title: string;
    levels?: string[];
    keepDuplicates: boolean;
    outside?: string[];
    unseenChildren?: number;
    folds: number;
    report?: string;
    json?: true;
  };

/** The options of `evaluate`. */
export const evaluateCommand = addLabelOptions(new Command("evaluate"))
  .description(
    "Measure a model on titles with known classes: accuracy, calibration and what each target comes to, level by level.",
  )
  .option("--model <file>", "model file", notEmpty, defaultModel)
  .requiredOption("--data <files...>", dataFiles)
  .option("--title <column>", "column that holds the title", notEmpty, trainDefaults.title)
  .option(
    "--levels <columns>",
    "columns that hold the classes (default: those the model was trained with)",
    names,
  )
  .option(
    "--merge-labels",
    "take a label for one of the model that differs by case, spaces, quotes or Unicode form",
  )
  .option("--keep-duplicates", "count identical titles with the same classes each time", false)
  .option(
    "--outside <files...>",
    "files of titles that belong to no class of the model, or to a class above the lowest alone",
  )
  .option(
    "--unseen-children <n>",
    "instead: train on --data without n of its lowest classes, and see what their titles are answered",
    wholeNumber(1),
  )
  .option("--folds <n>", "how often, with other classes each time", wholeNumber(1, 1000), 3)
  .addOption(new Option("--preset <name>", "how to train then (default: as the model)").choices(presetNames))
  .option("--chains <n>", "chains then (default: as the model)", wholeNumber(1, 1000))
  .option("--warmup <n>", "warm-up of each chain then (default: as the model)", wholeNumber(0, 1_000_000))
  .option("--draws <n>", "draws of each chain then (default: as the model)", wholeNumber(1, 1_000_000))
  .option("--seed <n>", "seed of training and of the classes held out", wholeNumber(0, 0xffff_ffff))
  .option("--report <file>", "where to write the report, an HTML file, or JSON if the name ends so", notEmpty)
  .option("--json", "print the result as one JSON document");
