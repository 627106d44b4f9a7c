import { type Command, InvalidArgumentError } from "commander";
import { fileName, wholeNumber } from "../../trainer/commands/parsers.ts";
import { trainDefaults } from "../../trainer/commands/train-defaults.ts";
import type { Training } from "../../trainer/evaluate/temporary-model.ts";
import { type ChainLengths, withTrainingOptions } from "../command-options.ts";
import { keepOption } from "./kept-results.ts";

/** Share of the titles to judge by, unless another is asked for. */
export const testShare = 0.33;

/** What both comparisons are told. */
export type AccuracyArguments = Pick<
  Training,
  "title" | "levels" | "chains" | "warmup" | "draws" | "preset" | "maxBytes"
> & { data: string; seeds: number[]; keep?: string; json?: true };

/** Adds the options that both comparisons have. */
export function withAccuracyOptions(command: Command, lengths: ChainLengths): Command {
  return withTrainingOptions(command, lengths)
    .option("--seeds <numbers>", "seeds parted by commas, each a split of its own", seeds, [1, 2, 3])
    .option("--max-bytes <n>", "most bytes that a model may have", wholeNumber(1), trainDefaults.maxBytes)
    .option(...keepOption, fileName);
}

const seed = wholeNumber(0, 0xffff_ffff);

/** Different seeds parted by commas. */
function seeds(text: string): number[] {
  const found = text.split(",").map((part) => seed(part.trim()));
  if (new Set(found).size < found.length) throw new InvalidArgumentError("Each seed must occur once.");
  return found;
}
