import { Command } from "commander";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import { presetOption, withTrainingOptions } from "../command-options.ts";

/** What both studies of the decision are told. */
export type StudyArguments = Omit<Training, "backend" | "maxBytes" | "threads" | "calibration"> & {
  data: string;
  json?: true;
};

/** A command with the options that both studies have. */
export function studyCommand(name: string, description: string): Command {
  return withTrainingOptions(new Command(name).description(description), trainDefaults)
    .addOption(presetOption())
    .option("--seed <n>", "seed", wholeNumber(0), trainDefaults.seed);
}
