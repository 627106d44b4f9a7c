import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { classifier } from "../../shared/answer/classify.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { predictor } from "../../shared/predictive/predictive.ts";
import { rowLogits } from "../../shared/predictive/row-logits.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { mean, median, perTitle } from "../harness/statistics.ts";

/**
 * What an answer takes in Node, part by part, in microseconds a title. The time of a title is the
 * median of several rounds, so that the 99 % quantile is one of titles, not of interruptions.
 */
export async function timesInNode(bytes: Uint8Array, titles: readonly string[]) {
  const model = await readModel(bytes);
  const classify = classifier(model);
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = predictor(model);
  const { load, meanSoftmax } = rowLogits(model.posterior, model.tree);
  const rows = titles.map(vectorise);
  const logits = new Float64Array(model.posterior.draws * model.posterior.columns);
  const p = new Float64Array(model.tree.leaves.length);
  const loading = timeEach(rows, (row) => load(row, logits));
  const whole = timeEach(titles, (title) => classify(title));
  const probabilities =
    meanSoftmax &&
    timeEach(rows, (row) => {
      load(row, logits);
      meanSoftmax(p, []);
    });
  return {
    /** From text to answer: what a service does. */
    classify: perTitle(whole),
    /** From text to features. */
    vectorise: perTitle(timeEach(titles, vectorise)),
    /** From features to the predictive, its entropies and the shares of unseen classes. */
    predict: perTitle(timeEach(rows, predict)),
    /** From features to the probabilities alone; null for explicit draws. */
    probabilities: probabilities && perTitle(probabilities.map((time, k) => time - (loading[k] ?? 0))),
    titlesPerSecond: 1e6 / mean(whole),
  };
}

const rounds = 9;

function timeEach<T>(items: readonly T[], work: (item: T) => unknown): number[] {
  const times = items.map((): number[] => []);
  // Two rounds for warming up.
  for (let round = -2; round < rounds; round++) {
    items.forEach((item, k) => {
      const began = performance.now();
      work(item);
      if (round >= 0) times[k]?.push(1000 * (performance.now() - began));
    });
  }
  return times.map(median);
}

type ColdStart = { readonly open: number; readonly firstAnswer: number; readonly keptBytes: number };

const coldStarts = 7;

/** CPU milliseconds from the file's bytes in memory, and bytes kept; medians over processes. */
export async function coldStartInNode(file: string, title: string): Promise<ColdStart> {
  const child = fileURLToPath(import.meta.resolve("./cold-child.ts"));
  const results: ColdStart[] = [];
  while (results.length < coldStarts) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", child, file, title]);
    results.push(JSON.parse(stdout));
  }
  const of = (pick: (one: ColdStart) => number) => median(results.map(pick));
  return {
    open: of(({ open }) => open),
    firstAnswer: of(({ firstAnswer }) => firstAnswer),
    keptBytes: of(({ keptBytes }) => keptBytes),
  };
}
