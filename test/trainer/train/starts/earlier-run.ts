import { join } from "node:path";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../../trainer/train/options.ts";
import { trainModel } from "../../../../trainer/train/train-model.ts";
import { folderWith } from "../../data/files.ts";

/** Titles of four classes, and later ones with a new word, a new class and a new department. */
export const earlyRows = ["green", "big", "old", "fine", "nice"].flatMap((word) => [
  `${word} tea,food,tea`,
  `${word} jam,food,jam`,
  `${word} robot,toys,robots`,
  `${word} doll,toys,dolls`,
]);
const later = [...earlyRows, "violet tea,food,tea", "big kite,toys,kites", "old rake,garden,rakes"];
export const csv = (lines: readonly string[]) => `title,parent,child\n${lines.join("\n")}\n`;

/** An earlier run, finished, and the options of a later one. */
export async function earlierRun(): Promise<{ folder: string; run: string; options: TrainOptions }> {
  const folder = await folderWith({ "early.csv": csv(earlyRows), "later.csv": csv(later) });
  const options: TrainOptions = {
    ...{ title: "title", levels: ["parent", "child"], preset: "default", backend: "kernel" },
    ...{ chains: 2, warmup: 40, draws: 10, seed: 3, threads: 2 },
    ...{ maxBytes: 24_000_000, keepDuplicates: false, wordVectors: "none" },
    data: [join(folder, "early.csv")],
    out: join(folder, "m.msgpack"),
  };
  const { folder: run } = await trainModel(options, silentProgress);
  return { folder, run, options: { ...options, data: [join(folder, "later.csv")], warmup: 10 } };
}
