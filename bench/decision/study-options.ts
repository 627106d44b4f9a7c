import { Command, Option } from "commander";
import { fileName, names, wholeNumber } from "../../trainer/commands/parsers.ts";
import { trainDefaults, usefulThreads } from "../../trainer/commands/train-defaults.ts";
import type { Training } from "../../trainer/evaluate/temporary-model.ts";
import { presetNames } from "../../trainer/train-options.ts";

/** What both studies of the decision are told. */
export type StudyArguments = Omit<Training, "backend" | "maxBytes" | "threads" | "calibration"> & {
  data: string;
  json?: true;
};

/** A command with the options that both studies have. */
export function studyCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption("--data <file>", "CSV file")
    .requiredOption("--levels <columns>", "columns that hold the classes", names)
    .option("--title <column>", "column that holds the title", fileName, trainDefaults.title)
    .addOption(
      new Option("--preset <name>", "how to train").choices(presetNames).default(trainDefaults.preset),
    )
    .option("--chains <n>", "Markov chains", wholeNumber(1), trainDefaults.chains)
    .option("--warmup <n>", "warm-up iterations", wholeNumber(0), trainDefaults.warmup)
    .option("--draws <n>", "draws of each chain", wholeNumber(1), trainDefaults.draws)
    .option("--seed <n>", "seed", wholeNumber(0), trainDefaults.seed)
    .option("--json", "print one JSON document");
}

export function trainingOf(
  { title, levels, preset, chains, warmup, draws, seed }: StudyArguments,
  calibration: number,
): Training {
  const { backend, maxBytes } = trainDefaults;
  const threads = usefulThreads();
  return { title, levels, preset, chains, warmup, draws, seed, calibration, backend, maxBytes, threads };
}
