import { Command, InvalidArgumentError, Option } from "commander";
import { names, notEmpty, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults, usefulThreads } from "../../trainer/commands/options/train-defaults.ts";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import { presetNames } from "../../trainer/model/preset-names.ts";

/** Number and lengths of chains. */
export type ChainLengths = Pick<Training, "chains" | "warmup" | "draws">;

/** Options of a command that trains, as they are given. */
export type TrainingArguments = ChainLengths &
  Pick<Training, "title" | "levels"> & { readonly data: string; readonly json?: true };

/** Adds the options of a command that trains on a file of titles. `lengths` are the defaults. */
export function withTrainingOptions(command: Command, lengths: ChainLengths, fewestDraws = 1): Command {
  return command
    .requiredOption("--data <file>", "CSV file")
    .requiredOption("--levels <columns>", "columns that hold the classes", names)
    .option("--title <column>", "column that holds the title", notEmpty, trainDefaults.title)
    .option("--chains <n>", "Markov chains", wholeNumber(1), lengths.chains)
    .option("--warmup <n>", "warm-up iterations", wholeNumber(0), lengths.warmup)
    .option("--draws <n>", "draws of each chain", wholeNumber(fewestDraws), lengths.draws)
    .option("--json", "print one JSON document");
}

/** The option that names a preset. */
export function presetOption(): Option {
  return new Option("--preset <name>", "how to train").choices(presetNames).default(trainDefaults.preset);
}

/** How to train as options say. `calibration`: share of the titles that calibrates. */
export function trainingOf(
  given: ChainLengths & Pick<Training, "title" | "levels" | "preset" | "seed"> & { maxBytes?: number },
  calibration: number,
): Training {
  const { title, levels, preset, chains, warmup, draws, seed, maxBytes = trainDefaults.maxBytes } = given;
  const { backend } = trainDefaults;
  const threads = usefulThreads();
  return {
    title,
    levels,
    preset,
    chains,
    warmup,
    draws,
    seed,
    calibration,
    backend,
    maxBytes,
    threads,
    wordVectors: "english",
  };
}

/** Options of a study, as they are given. */
export type StudyArguments = TrainingArguments & Pick<Training, "preset" | "seed">;

/** The command of a study that trains with one preset and one seed. */
export function studyCommand(name: string, description: string): Command {
  return withTrainingOptions(new Command(name).description(description), trainDefaults)
    .addOption(presetOption())
    .option("--seed <n>", "seed", wholeNumber(0), trainDefaults.seed);
}

/** Parser of words parted by commas, each of which is `known`. */
export function knownNames<Name extends string>(
  all: readonly Name[],
  isKnown = (name: string) => all.some((one) => one === name),
): (text: string) => Name[] {
  const known = all.map((one) => `"${one}"`).join(", ");
  return (text) =>
    names(text).map((name) => {
      if (isKnown(name)) return name as Name;
      throw new InvalidArgumentError(`There is no "${name}" among ${known}.`);
    });
}
