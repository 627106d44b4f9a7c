import { Command } from "commander";
import { HedgeError } from "../../../shared/errors.ts";
import { notEmpty, probability, wholeNumber } from "./parsers.ts";
import { addReadOptions, dataFiles, type ReadArguments } from "./read-options.ts";
import { defaultModel, trainDefaults } from "./train-defaults.ts";

/** Options of `classify` as they are given. */
export type ClassifyArguments = ReadArguments & {
  model: string;
  top?: number;
  target?: number;
  min?: number;
  explain?: true;
  json?: true;
  data?: string[];
  title: string;
  out?: string;
  escapeFormulas?: true;
};

/** The options of `classify`. */
export const classifyCommand = addReadOptions(new Command("classify"))
  .description(
    "Answer titles, or label a file of them: the most specific class that reaches its threshold, its probability and 90 % interval.",
  )
  .argument("[titles...]", "titles; without any they are read from standard input, one a line")
  .option("--model <file>", "model file", notEmpty, defaultModel)
  .option("--data <files...>", `label instead ${dataFiles}; every row keeps its columns`)
  .option("--title <column>", "column of --data that holds the title", notEmpty, trainDefaults.title)
  .option(
    "--out <file>",
    "labelled file, .csv, .tsv, .jsonl or .parquet (default: CSV on standard output)",
    notEmpty,
  )
  .option("--escape-formulas", "put an apostrophe before cells that a spreadsheet would run")
  .option(
    "--top <n>",
    "show the n most probable classes of every title (3 in JSON if not given)",
    wholeNumber(1, 10_000),
  )
  .option(
    "--target <share>",
    "share of the answers that shall be right, one of the model's targets",
    probability,
  )
  .option(
    "--min <probability>",
    "probability that an answer must reach, in place of the model's thresholds",
    probability,
  )
  .option("--explain", "say what each word adds, against the most probable other class")
  .option("--json", "print all answers as one JSON array");

/**
 * Checks options that depend on each other.
 *
 * @throws HedgeError `bad-usage`
 */
export function checkClassifyOptions(
  { data, json, escapeFormulas, out }: ClassifyArguments,
  titles: readonly string[],
): void {
  const refuse = (message: string) => {
    throw new HedgeError("bad-usage", message);
  };
  if (data === undefined) {
    if (out !== undefined) refuse("--out needs --data, the file to label.");
    if (escapeFormulas) refuse("--escape-formulas needs --data, the file to label.");
    return;
  }
  if (titles.length > 0) refuse(`Titles and --data cannot be given together; leave out "${titles[0]}".`);
  if (json) refuse("--json is for titles; label a file to JSON with --out labelled.jsonl.");
}
