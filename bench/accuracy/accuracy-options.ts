import { type Command, InvalidArgumentError } from "commander";
import { fileName, names, wholeNumber } from "../../trainer/commands/parsers.ts";
import { trainDefaults, usefulThreads } from "../../trainer/commands/train-defaults.ts";
import type { Training } from "../../trainer/evaluate/temporary-model.ts";

/** What both comparisons are told. */
export type AccuracyArguments = Pick<
  Training,
  "title" | "levels" | "chains" | "warmup" | "draws" | "preset" | "maxBytes"
> & { data: string; seeds: number[]; json?: true };

/** The chains that are run if nobody says otherwise. */
type Chains = Pick<Training, "chains" | "warmup" | "draws">;

/** Adds the options that both comparisons have. */
export function withAccuracyOptions(command: Command, { chains, warmup, draws }: Chains): Command {
  return command
    .requiredOption("--data <file>", "CSV file")
    .requiredOption("--levels <columns>", "columns that hold the classes", names)
    .option("--title <column>", "column that holds the title", fileName, trainDefaults.title)
    .option("--seeds <numbers>", "seeds parted by commas, each a split of its own", seeds, [1, 2, 3])
    .option("--chains <n>", "Markov chains", wholeNumber(1), chains)
    .option("--warmup <n>", "warm-up iterations", wholeNumber(0), warmup)
    .option("--draws <n>", "draws of each chain", wholeNumber(1), draws)
    .option("--max-bytes <n>", "most bytes that a model may have", wholeNumber(1), trainDefaults.maxBytes)
    .option("--json", "print one JSON document");
}

/** How hedge is trained on the split of `seed`. */
export function trainingFor(
  { title, levels, chains, warmup, draws, preset, maxBytes }: AccuracyArguments,
  seed: number,
): Training {
  const { backend } = trainDefaults;
  const threads = usefulThreads();
  return { title, levels, preset, chains, warmup, draws, seed, backend, maxBytes, threads, calibration: 0 };
}

const seed = wholeNumber(0, 0xffff_ffff);

/** Different seeds parted by commas. */
function seeds(text: string): number[] {
  const found = text.split(",").map((part) => seed(part.trim()));
  if (new Set(found).size < found.length) throw new InvalidArgumentError("Each seed must occur once.");
  return found;
}
