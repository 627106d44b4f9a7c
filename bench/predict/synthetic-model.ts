import type { Model } from "../../shared/artifact/model.ts";
import { plainWords } from "../../shared/text/feature-options.ts";
import { packModelFile } from "../../trainer/artifact/pack-model-file.ts";
import { uncalibratedRule } from "../../trainer/calibration/uncalibrated-rule.ts";
import { nextNormal, nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import { quantiseMoments } from "../../trainer/posterior/quantise-moments.ts";

const wordsPerTitle = 8;

/** The file of a model of made-up words over a tree, and titles of 8 words by Zipf's law. */
export async function syntheticModel(
  { tree, training }: Model,
  words: number,
  titles: number,
  seed: number,
): Promise<{ readonly bytes: Uint8Array; readonly titles: string[] }> {
  const random = seedStream(seed, words);
  const columns = tree.nodeCount - 1;
  const deviates = columns + tree.internals.length;
  const features = 1 + words;
  const terms = Array.from({ length: words }, (_, index) => wordOf(index)).sort();
  const moments = {
    means: Float64Array.from({ length: features * columns }, () => nextNormal(random)),
    variances: Float32Array.from({ length: features * deviates }, () => 30 * nextUniform(random)),
  };
  const layout = { columns, deviates, meanBits: 8, spreadBits: 8 };
  const draws = 64;
  const content = {
    taxonomy: tree.taxonomy,
    training,
    decision: uncalibratedRule(tree.taxonomy.levels.length),
    vocabulary: {
      options: plainWords,
      titles: 10_000,
      terms,
      documentFrequency: terms.map((_, t) => 1 + (t % 50)),
    },
  };
  const shapes = { shapes: new Uint8Array(0), shapeOf: new Uint8Array(0), units: new Float64Array(0) };
  const posterior = {
    kind: "moments" as const,
    draws,
    features,
    ...layout,
    shapes: shapes.shapes,
    unknownShare: 0.1,
    siblingSpread: 1,
    scales: new Float32Array(draws * tree.groups.length).fill(4),
    blocks: quantiseMoments(moments, layout, shapes, () => 1),
  };
  const { bytes } = await packModelFile(content, posterior, null);
  const zipf = () => wordOf(Math.floor(words ** nextUniform(random)) - 1);
  const title = () => Array.from({ length: wordsPerTitle }, zipf).join(" ");
  return { bytes, titles: Array.from({ length: titles }, title) };
}

/** A made-up word. */
export function wordOf(index: number): string {
  let word = "w";
  for (let rest = index; rest > 0 || word.length < 3; rest = Math.floor(rest / 20)) {
    word += "bcdfghjklmnpqrtvwxyz"[rest % 20] ?? "";
  }
  return word;
}
