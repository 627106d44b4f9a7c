import * as tf from "@tensorflow/tfjs";
import type { Model } from "../../shared/artifact/model.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { nextNormal, seedStream } from "../../trainer/nuts/random.ts";
import { median, type PerTitle, perTitle } from "../harness/statistics.ts";

const rounds = 5;

/**
 * The same product in TensorFlow.js, in plain JavaScript as an edge runtime would have it.
 * Coefficients of 64 draws are one tensor. For a title the rows of its words are gathered, weighted
 * and summed, with a softmax in each draw and the mean over draws. Coefficients are made up: only
 * the time counts.
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
      const logits = tf.matMul(weights, own).reshape<tf.Tensor2D>([draws, leaves]);
      return tf.softmax(logits).mean(0).dataSync();
    });
  const times = titles.map((title) => {
    // Once for warming up.
    answer(title);
    const each = Array.from({ length: rounds }, () => {
      const began = performance.now();
      answer(title);
      return 1000 * (performance.now() - began);
    });
    return median(each);
  });
  coefficients.dispose();
  return perTitle(times);
}
