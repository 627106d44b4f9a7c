import { buildDataSet } from "../data/build-data-set.ts";
import { formatCsv } from "../data/csv-text.ts";
import type { DataSet } from "../data/data-set.ts";
import type { LabelledRow } from "../data/labelled-row.ts";
import { readRows } from "../data/read-rows.ts";
import { splitByTitle } from "../data/split-by-title.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import type { TrainOptions } from "./options.ts";

/** The file of the held-out rows, and their distinct titles. */
export type HeldOutTitles = { readonly file: string; readonly titles: readonly string[] };

/** Training data, and the titles held out of it. */
export type TrainingData = { readonly dataSet: DataSet; readonly heldOut: HeldOutTitles | null };

type DataOptions = Pick<
  TrainOptions,
  "data" | "title" | "levels" | "out" | "seed" | "keepDuplicates" | "holdout" | "holdoutFile"
>;

/**
 * Reads the files of a training run and builds the data set. The share `holdout` of the titles goes
 * to `holdoutFile` instead, a CSV file that `evaluate` reads with the same columns. That file is
 * written only when the rest is fit for training.
 *
 * @throws HedgeError whatever `readRows`, `buildDataSet` and `writeAtomically` find wrong
 */
export async function readTrainingData(options: DataOptions): Promise<TrainingData> {
  const { data, title, levels, holdout = 0 } = options;
  const read = await readRows(data, { title, levels });
  const { kept, heldOut } = splitByTitle(read.rows, holdout, options.seed);
  const dataSet = buildDataSet({ rows: kept, skipped: read.skipped }, options);
  if (holdout === 0) return { dataSet, heldOut: null };

  const file = options.holdoutFile ?? holdoutFileBeside(options.out);
  await writeAtomically(file, new TextEncoder().encode(formatCsv(heldOutRecords(heldOut, title, levels))));
  return { dataSet, heldOut: { file, titles: [...new Set(heldOut.map((row) => row.title))] } };
}

/** `models/model.msgpack` keeps its held-out rows in `models/model.holdout.csv`. */
export function holdoutFileBeside(model: string): string {
  return `${model.replace(/\.[^./\\]+$/, "")}.holdout.csv`;
}

function heldOutRecords(rows: readonly LabelledRow[], title: string, levels: readonly string[]): string[][] {
  return [[title, ...levels], ...rows.map((row) => [row.title, ...row.path])];
}
