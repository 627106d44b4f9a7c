import * as tf from "@tensorflow/tfjs";
import type { Model } from "../../shared/artifact/model.ts";
import { vectoriser } from "../../shared/text/vocabulary.ts";
import { nextNormal, seedStream } from "../../trainer/nuts/random.ts";
import { median } from "../harness/statistics.ts";
import { timeEach } from "./in-node.ts";

/** Median microseconds of a title in plain TensorFlow.js, with made-up coefficients of 64 draws. */
export async function timeInTfjs(model: Model, titles: readonly string[]): Promise<number> {
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
  const times = timeEach(titles, answer);
  coefficients.dispose();
  return median(times);
}
