import { type Command, InvalidArgumentError } from "commander";
import type { RowOptions } from "../../data/read-rows.ts";
import { notEmpty, wholeNumber } from "./parsers.ts";

/** Options for files of rows, as they are given. */
export type ReadArguments = RowOptions & { path?: string };

/** What `--data` takes. */
export const dataFiles =
  "files or glob patterns: CSV in any form, JSON, JSON Lines, Parquet or XLSX, also gzipped; - for standard input";

/** Adds the options that say how files are read, where that is not to be detected. */
export function addReadOptions(command: Command): Command {
  return command
    .option("--encoding <name>", "encoding of the files, for example windows-1252 (default: detected)")
    .option("--delimiter <text>", "what separates the cells, tab for a tab (default: detected)", delimiter)
    .option("--quote <character>", "what stands around cells, or none (default: detected)", quote)
    .option("--escape <character>", "what stands before a quote in a cell (default: detected)", oneCharacter)
    .option("--skip-lines <n>", "lines above the header to pass over (default: detected)", wholeNumber(0));
}

/** Adds the options for columns of classes. */
export function addLabelOptions(command: Command): Command {
  return addReadOptions(command)
    .option("--path <column>", "column that holds whole paths; --levels then names the levels", notEmpty)
    .option(
      "--path-separator <text>",
      "what separates the names of a path, json for arrays of names, none for no paths (default: detected)",
      notEmpty,
    )
    .option("--fill-down", "fill empty classes from the row above, where cells were merged");
}

function delimiter(text: string): string {
  const given = text.toLowerCase() === "tab" || text === "\\t" ? "\t" : text;
  if (given === "" || /[\r\n"]/.test(given))
    throw new InvalidArgumentError("It must be a text without quotes and line breaks.");
  return given;
}

function quote(text: string): string {
  return text === "none" ? text : oneCharacter(text);
}

function oneCharacter(text: string): string {
  if ([...text].length === 1 && !/[\r\n]/.test(text)) return text;
  throw new InvalidArgumentError("It must be one character.");
}
