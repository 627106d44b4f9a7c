import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { classifier } from "../../shared/answer/classify.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { modelPredictor } from "../../shared/factorised/model-predictor.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { median } from "../harness/statistics.ts";

/** What an answer takes in Node, part by part: microseconds of each title. */
export function timesInNode(model: Model, titles: readonly string[]) {
  const classify = classifier(model);
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = modelPredictor(model);
  const rows = titles.map(vectorise);
  return {
    classify: timeEach(titles, classify),
    vectorise: timeEach(titles, vectorise),
    /** From features to the predictive, its entropies and the shares of unseen classes. */
    predict: timeEach(rows, (row) => predict(row)),
  };
}

const rounds = 9;

/** Medians over rounds, so that the 99 % quantile is one of titles, not of interruptions. */
export function timeEach<T>(items: readonly T[], work: (item: T) => unknown): number[] {
  const times = items.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    items.forEach((item, k) => {
      const began = performance.now();
      work(item);
      if (round >= 0) times[k]?.push(1000 * (performance.now() - began));
    });
  }
  return times.map(median);
}

const coldStarts = 7;

/** CPU milliseconds from the file's bytes in memory, and bytes kept; medians over processes. */
export async function coldStartInNode(file: string, title: string) {
  const child = fileURLToPath(import.meta.resolve("./cold-child.ts"));
  const found: { firstAnswer: number; keptBytes: number }[] = [];
  while (found.length < coldStarts) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", child, file, title]);
    found.push(JSON.parse(stdout));
  }
  return {
    firstAnswer: median(found.map(({ firstAnswer }) => firstAnswer)),
    keptBytes: median(found.map(({ keptBytes }) => keptBytes)),
  };
}
