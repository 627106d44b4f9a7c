import { classifier } from "../../shared/answer/classify.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { predictor } from "../../shared/predictive/predictive.ts";
import { rowLogits } from "../../shared/predictive/row-logits.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { median, type PerTitle, perTitle } from "./quantiles.ts";

/** What an answer takes in Node, part by part, in microseconds a title. */
export type NodeTimes = {
  /** From text to answer: what a service does. */
  readonly classify: PerTitle;
  /** From text to features. */
  readonly vectorise: PerTitle;
  /** From features to the predictive, its entropies and the shares of unseen classes. */
  readonly predict: PerTitle;
  /** From features to the probabilities alone; null for explicit draws. */
  readonly probabilities: PerTitle | null;
  readonly titlesPerSecond: number;
};

const rounds = 9;

/** Each title is timed `rounds` times after two for warming up; its time is their median, so that p99 is of titles, not of interruptions. */
export async function timesInNode(bytes: Uint8Array, titles: readonly string[]): Promise<NodeTimes> {
  const model = await readModel(bytes);
  const classify = classifier(model);
  const vectorise = vectoriser(model.vocabulary);
  const { predict } = predictor(model);
  const { load, meanSoftmax } = rowLogits(model.posterior, model.tree);
  const rows = titles.map(vectorise);
  const logits = new Float64Array(model.posterior.draws * model.posterior.columns);
  const p = new Float64Array(model.tree.leaves.length);
  const loading = timed(rows, (row) => load(row, logits));
  const whole = timed(titles, (title) => classify(title));
  const probabilities =
    meanSoftmax &&
    timed(rows, (row) => {
      load(row, logits);
      meanSoftmax(p, []);
    });
  return {
    classify: perTitle(whole),
    vectorise: perTitle(timed(titles, vectorise)),
    predict: perTitle(timed(rows, predict)),
    probabilities: probabilities && perTitle(probabilities.map((time, k) => time - (loading[k] ?? 0))),
    titlesPerSecond: 1e6 / (whole.reduce((sum, time) => sum + time, 0) / whole.length),
  };
}

function timed<T>(items: readonly T[], work: (item: T) => unknown): number[] {
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
