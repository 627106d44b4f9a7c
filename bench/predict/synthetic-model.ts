import { plainWords } from "../../shared/text/feature-options.ts";
import { indexTree, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { encodeMsgpack, packFile } from "../../trainer/artifact/pack-file.ts";
import { headerMap } from "../../trainer/artifact/pack-header.ts";
import { uncalibratedRule } from "../../trainer/calibration/uncalibrated-rule.ts";
import { nextNormal, nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import { quantiseMoments } from "../../trainer/posterior/quantise-moments.ts";

/** A model file of made-up moments, and titles for it. */
export type SyntheticModel = { readonly bytes: Uint8Array; readonly titles: readonly string[] };

const departments = 6;
const leaves = 64;
const wordsPerTitle = 8;

/**
 * A model of `words` words over 6 departments and 64 classes, with means and spreads of the size
 * that a real posterior has. Its titles are 8 words each, drawn by Zipf's law. Only times and bytes
 * are of interest.
 */
export async function syntheticModel(words: number, titles: number, seed: number): Promise<SyntheticModel> {
  const random = seedStream(seed, words);
  const tree = syntheticTree();
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
  const documentFrequency = terms.map((_, t) => 1 + (t % 50));
  const content = {
    taxonomy: tree.taxonomy,
    vocabulary: { options: plainWords, titles: 10_000, terms, documentFrequency },
    decision: uncalibratedRule(tree.taxonomy.levels.length),
    training: summary,
  };
  const shapes = { shapes: new Uint8Array(0), shapeOf: new Uint8Array(0), units: new Float64Array(0) };
  const posterior = {
    ...{ kind: "moments" as const, draws, features, ...layout, shapes: shapes.shapes },
    ...{ unknownShare: 0.1, siblingSpread: 1 },
    scales: new Float32Array(draws * tree.groups.length).fill(4),
    blocks: quantiseMoments(moments, layout, shapes, 1),
  };
  const { bytes } = await packFile(encodeMsgpack(headerMap(content, posterior, null)), posterior.blocks);
  const zipf = () => wordOf(Math.floor(words ** nextUniform(random)) - 1);
  return {
    bytes,
    titles: Array.from({ length: titles }, () => Array.from({ length: wordsPerTitle }, zipf).join(" ")),
  };
}

function syntheticTree(): TreeIndex {
  const parents = [-1, ...new Array<number>(departments).fill(0)];
  for (let leaf = 0; leaf < leaves; leaf++) parents.push(1 + Math.floor((leaf * departments) / leaves));
  const labels = parents.map((_, node) => `class ${node}`);
  return indexTree({ labels, parents, levels: ["parent", "child"] });
}

/** A made-up word of letters, the same for the same number. */
function wordOf(index: number): string {
  let word = "w";
  for (let rest = index; rest > 0 || word.length < 3; rest = Math.floor(rest / 20)) {
    word += "bcdfghjklmnpqrtvwxyz"[rest % 20] ?? "";
  }
  return word;
}

const summary = {
  ...{ hedge: "bench", preset: "default", classPrior: "data", noise: false, backend: "kernel", seed: 1 },
  ...{ dataHash: "", titles: 10_000, duplicatesDropped: 0, rowsSkipped: 0 },
  ...{ chains: 4, warmup: 1, drawsPerChain: 1 },
  diagnostics: {
    ...{ verdict: "good" as const, reasons: [], divergences: 0, maxDepthHits: 0 },
    ...{ maxRHatScales: 1, minBulkEssScales: 1, maxRHat: 1, minBulkEss: 1 },
  },
};
