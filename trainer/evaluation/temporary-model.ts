import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatCsv } from "../data/formats/csv-text.ts";
import type { LabelledRow } from "../data/rows/labelled-row.ts";
import { withTemporaryFolder } from "../files/temporary-folder.ts";
import type { Progress } from "../progress/progress.ts";
import type { TrainOptions } from "../train/options.ts";
import { trainModel } from "../train/train-model.ts";

/** How to train, apart from the rows. */
export type Training = Pick<
  TrainOptions,
  | "title"
  | "levels"
  | "preset"
  | "chains"
  | "warmup"
  | "draws"
  | "seed"
  | "threads"
  | "backend"
  | "maxBytes"
  | "calibration"
> &
  Partial<Pick<TrainOptions, "keepDuplicates" | "noise" | "wordVectors" | "form" | "calibratedLater">>;

/**
 * Trains on some rows in a temporary folder, which is removed when `use` is done with the model
 * file.
 *
 * @throws HedgeError as `trainModel` does, `failed` when `signal` is aborted
 */
export async function withTemporaryModel<T>(
  rows: readonly LabelledRow[],
  training: Training,
  progress: Progress,
  use: (model: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return await withTemporaryFolder("hedge-", async (folder) => {
    const data = join(folder, "training.csv");
    const { title, levels } = training;
    const lines = rows.map((row) => [row.title, ...levels.map((_, level) => row.path[level] ?? "")]);
    await writeFile(data, formatCsv([[title, ...levels], ...lines]));
    const out = join(folder, "model.msgpack");
    // Labels are names here, also where they look like paths.
    const options = { keepDuplicates: false, ...training, pathSeparator: "none", data: [data], out };
    await trainModel(options, progress, signal);
    return await use(out);
  });
}
