import { buildDataSet } from "../data/build-data-set.ts";
import type { Columns } from "../data/columns/columns.ts";
import type { DataSet } from "../data/data-set.ts";
import { readDeclaredClasses } from "../data/declared-classes.ts";
import { checkBadRows, describeRows } from "../data/describe-rows.ts";
import { formatCsv } from "../data/formats/csv-text.ts";
import { holdOut } from "../data/hold-out.ts";
import { type RowOptions, readRows } from "../data/read-rows.ts";
import { namePaths } from "../data/rows/describe-labels.ts";
import type { LabelledRow, SkippedRow } from "../data/rows/labelled-row.ts";
import { mergeSpellings } from "../data/rows/merge-spellings.ts";
import { trimPaths } from "../data/usable-rows.ts";
import { fileBeside } from "../files/file-beside.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainOptions } from "./options.ts";

/** The file of the held-out rows, and their distinct titles. */
export type HeldOutTitles = { readonly file: string; readonly titles: readonly string[] };

/** Training data, and the titles held out of it. */
export type TrainingData = { readonly dataSet: DataSet; readonly heldOut: HeldOutTitles | null };

/**
 * Reads the files of a training run and builds the data set. The share `holdout` of the titles goes
 * to `holdoutFile` instead, a CSV file that `evaluate` reads with the same columns. That file is
 * written only when the rest is fit for training. `progress` is told how the files were read, and
 * of every row that is left out.
 *
 * @throws HedgeError whatever `readRows`, `buildDataSet` and `writeAtomically` find wrong, and
 *   `bad-input` where too many rows cannot be used
 */
export async function readTrainingData(options: DataOptions, progress: Progress): Promise<TrainingData> {
  const { data, title, holdout = 0, keepDuplicates } = options;
  const stopAtBadRows = (used: number, skipped: readonly SkippedRow[]) => {
    try {
      checkBadRows(used, skipped, options.maxBadRows);
    } catch (error) {
      for (const line of describeRows({ duplicatesDropped: 0, skipped })) progress.say(line);
      throw error;
    }
  };
  const read = mergeSpellings(await readRows(data, options, options), options.mergeLabels ?? false);
  for (const note of read.notes) progress.say(note);
  const { rows, skipped } = trimPaths(read, read.levels);
  if (rows.length > 0) stopAtBadRows(rows.length, skipped);
  const { kept, heldOut, lacking } = holdOut(rows, holdout, options.seed);
  const built = buildDataSet({ rows: kept, skipped }, { levels: read.levels, keepDuplicates });
  const dataSet = await withDeclaredClasses(built, options, progress);
  stopAtBadRows(built.titles.length + built.duplicatesDropped + heldOut.length, built.skipped);
  for (const line of describeRows(built)) progress.say(line);
  if (holdout === 0) return { dataSet, heldOut: null };

  const file = options.holdoutFile ?? holdoutFileBeside(options.out);
  const records = heldOutRecords(heldOut, title, read.levels);
  const titles = [...new Set(heldOut.map((row) => row.title))];
  if (!options.plan) {
    await writeAtomically(file, new TextEncoder().encode(formatCsv(records)));
    progress.say(`held out ${titles.length} titles in ${file}`);
  }
  if (lacking > 0) {
    progress.say(`these are ${lacking} fewer than --holdout asks for: every class keeps a title to train on`);
  }
  return { dataSet, heldOut: { file, titles } };
}

/** The data set, its taxonomy with the classes of `--taxonomy` that have no titles. */
async function withDeclaredClasses(
  dataSet: DataSet,
  options: DataOptions,
  progress: Progress,
): Promise<DataSet> {
  if (options.taxonomy === undefined) return dataSet;
  const { tree } = dataSet;
  const declared = await readDeclaredClasses(options.taxonomy, tree, options);
  if (declared.length === 0) return dataSet;
  progress.say(
    `classes without titles, ${declared.length}, which are answered as new ones of their parents: ${namePaths(declared)}`,
  );
  return { ...dataSet, tree: { ...tree, taxonomy: { ...tree.taxonomy, declared } } };
}

type DataOptions = Pick<
  TrainOptions,
  | "data"
  | "out"
  | "seed"
  | "keepDuplicates"
  | "holdout"
  | "holdoutFile"
  | "title"
  | "mergeLabels"
  | "maxBadRows"
  | "taxonomy"
  | "plan"
> &
  Columns &
  RowOptions;

/** `models/model.msgpack` keeps its held-out rows in `models/model.holdout.csv`. */
export function holdoutFileBeside(model: string): string {
  return fileBeside(model, ".holdout.csv");
}

function heldOutRecords(rows: readonly LabelledRow[], title: string, levels: readonly string[]): string[][] {
  const records = rows.map((row) => [row.title, ...levels.map((_, level) => row.path[level] ?? "")]);
  return [[title, ...levels], ...records];
}
