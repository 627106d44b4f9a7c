import { type Command, InvalidArgumentError } from "commander";
import { fileName, names, wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { trainDefaults } from "../../trainer/commands/options/train-defaults.ts";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import { type ChainLengths, withTrainingOptions } from "../command-options.ts";
import { keepOption } from "./kept-results.ts";
import { peersNamed } from "./methods.ts";
import type { PeerMethod } from "./peer-guesses.ts";

/** Share of the titles to judge by, unless another is asked for. */
export const testShare = 0.33;

/** What both comparisons are told. */
export type AccuracyArguments = Pick<
  Training,
  "title" | "levels" | "chains" | "warmup" | "draws" | "preset" | "maxBytes"
> & { data: string; seeds: number[]; peers?: string[]; keep?: string; json?: true };

/** Adds the options that both comparisons have. `methods`: the peers there are. */
export function withAccuracyOptions(
  command: Command,
  lengths: ChainLengths,
  methods: readonly PeerMethod[],
): Command {
  return withTrainingOptions(command, lengths)
    .option("--seeds <numbers>", "seeds parted by commas, each a split of its own", seeds, [1, 2, 3])
    .option(
      "--peers <texts>",
      "only peers whose name has one of these in it, parted by commas",
      partsOf(methods),
    )
    .option("--max-bytes <n>", "most bytes that a model may have", wholeNumber(1), trainDefaults.maxBytes)
    .option(...keepOption, fileName);
}

const seed = wholeNumber(0, 0xffff_ffff);

/** Parts of names, each of them of some method. */
function partsOf(methods: readonly PeerMethod[]): (text: string) => string[] {
  return (text) => {
    const parts = names(text);
    const strange = parts.find((part) => peersNamed(methods, [part]).length === 0);
    if (strange === undefined) return parts;
    const all = methods.map(({ name }) => `"${name}"`).join(", ");
    throw new InvalidArgumentError(`No peer's name has "${strange}" in it; there are ${all}.`);
  };
}

/** Different seeds parted by commas. */
function seeds(text: string): number[] {
  const found = text.split(",").map((part) => seed(part.trim()));
  if (new Set(found).size < found.length) throw new InvalidArgumentError("Each seed must occur once.");
  return found;
}
