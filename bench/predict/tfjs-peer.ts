import * as tf from "@tensorflow/tfjs";
import type { Model } from "../../shared/artifact/model.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { nextNormal, seedStream } from "../../trainer/nuts/random.ts";
import { median, type PerTitle, perTitle } from "./quantiles.ts";

const rounds = 5;

/**
 * The same product in TensorFlow.js: coefficients of 64 draws as one tensor, for a title the rows of its words gathered, weighted and summed, a softmax in
 * each draw, the mean over draws. Made-up coefficients: only the time counts. In plain JavaScript, as an edge runtime would have it.
 */
export async function timesInTfjs(model: Model, titles: readonly string[]): Promise<PerTitle> {
  await tf.setBackend("cpu");
  const { features, draws } = model.posterior;
  const leaves = model.tree.leaves.length;
  const random = seedStream(1, 0);
  const noise = Float32Array.from({ length: 4096 }, () => nextNormal(random));
  const values = Float32Array.from({ length: features * draws * leaves }, (_, k) => noise[k % 4093] ?? 0);
  const coefficients = tf.tensor2d(values, [features, draws * leaves]);
  const vectorise = vectoriser(model.vocabulary);
  const answer = (title: string) =>
    tf.tidy(() => {
      const row = vectorise(title);
      const own = tf.gather(coefficients, tf.tensor1d(row.features, "int32"));
      const weights = tf.tensor2d(row.values, [1, row.values.length]);
      const logits = tf.matMul(weights, own).reshape([draws, leaves]);
      return tf
        .softmax(logits as tf.Tensor2D)
        .mean(0)
        .dataSync();
    });
  const times = titles.map((title) => {
    const each: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const began = performance.now();
      answer(title);
      if (round >= 0) each.push(1000 * (performance.now() - began));
    }
    return median(each);
  });
  coefficients.dispose();
  return perTitle(times);
}
