import type { TrainingSummary } from "../../shared/artifact/model.ts";
import { plainWords } from "../../shared/text/feature-options.ts";
import { nodeTree, shapeOf } from "../../shared/tree/node-tree.ts";
import { indexTree, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { packModelFile } from "../../trainer/artifact/pack-model-file.ts";
import { uncalibratedRule } from "../../trainer/calibration/uncalibrated-rule.ts";
import { nextNormal, nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import { usualLeaves } from "../../trainer/train/nodes/node-problems.ts";
import { joinNodes, packNode } from "../../trainer/train/nodes/pack-nodes.ts";
import { wordOf } from "./synthetic-model.ts";

/** Titles of a class that its words are counted in. */
const titlesOfClass = 20;
const wordsPerTitle = 8;
/**
 * So that logits are as in a trained model of 1,055 classes. There the posterior of a logit has a
 * standard deviation of 0.2 to 0.5, and the first child is some 2 to 6 above the second.
 */
const [spread, noise, pull] = [0.5, 0.7, 18] as const;

/**
 * The file of a factorised model of made-up words over a tree of three levels with as many leaves
 * as asked for, and titles of its classes. A class has words of Zipf's law and some of its own. A
 * node has the words of the classes below it, as after training.
 */
export async function syntheticFactorised(
  training: TrainingSummary,
  leaves: number,
  words: number,
  titles: number,
  seed: number,
): Promise<{ readonly bytes: Uint8Array; readonly titles: string[] }> {
  const random = seedStream(seed, leaves);
  const tree = madeUpTree(leaves);
  const mostLeaves = usualLeaves(tree);
  const terms = Array.from({ length: words }, (_, index) => wordOf(index)).sort();
  const wordNumber = () => Math.floor(words ** nextUniform(random)) - 1;
  const ownWord = (leaf: number, k: number) => Math.floor((words * (leaf + k / 4)) / leaves) % words;
  const titleOf = (leaf: number) =>
    Array.from({ length: wordsPerTitle }, (_, k) => (k < 4 ? ownWord(leaf, k) : wordNumber()));
  const wordsOf = tree.leaves.map(
    (_, leaf) => new Set(Array.from({ length: titlesOfClass }, () => titleOf(leaf)).flat()),
  );
  const packed = tree.groups.flatMap((node) => {
    const place = nodeTree(tree, node, mostLeaves);
    if (place === null) return [];
    const found = new Map<number, Set<number>>();
    for (const below of place.placeOf.keys()) {
      // What is above a grandchild has its words already.
      const classes = place.tree.columns[place.placeOf.get(below) ?? 0] ?? 0;
      if (classes >= place.tree.leaves.length) continue;
      for (const leaf of leavesBelow(tree, below))
        for (const word of wordsOf[leaf] ?? []) found.set(word, (found.get(word) ?? new Set()).add(classes));
    }
    const own = [...found].sort(([a], [b]) => a - b);
    const { columns, deviates, groups } = shapeOf(place.tree);
    const means = new Float64Array((1 + own.length) * columns).map(() => noise * nextNormal(random));
    own.forEach(([, leavesOf], j) => {
      for (const leaf of leavesOf)
        means[(1 + j) * columns + leaf] = (means[(1 + j) * columns + leaf] ?? 0) + pull / leavesOf.size;
    });
    const variances = new Float32Array((1 + own.length) * deviates).map(
      () => spread * spread * nextUniform(random),
    );
    const moments = {
      node,
      tree: place.tree,
      moments: { means, variances },
      features: Int32Array.from([0, ...own.map(([word]) => 1 + word)]),
      order: { byFrequency: [], dimensions: 0 },
      scales: new Float32Array(64 * groups).fill(spread),
    };
    const posterior = packNode(moments, { meanBits: 6, spreadBits: 4 }, { terms: 1, vectors: 1 });
    return [{ node, features: moments.features, posterior }];
  });
  const posterior = joinNodes(packed, { features: 1 + words, mostLeaves }, 0.1);
  const content = {
    taxonomy: tree.taxonomy,
    training,
    decision: uncalibratedRule(3),
    vocabulary: {
      options: plainWords,
      titles: leaves * titlesOfClass,
      terms,
      documentFrequency: terms.map((_, t) => 1 + (t % 50)),
    },
  };
  const { bytes } = await packModelFile(content, posterior, null);
  const title = () =>
    titleOf(Math.floor(leaves * nextUniform(random)))
      .map((index) => terms[index] ?? "")
      .join(" ");
  return { bytes, titles: Array.from({ length: titles }, title) };
}

/** A tree of three levels, each node with about as many children. */
function madeUpTree(leaves: number): TreeIndex {
  const [tops, middles] = [Math.round(leaves ** (1 / 3)), Math.round(leaves ** (2 / 3))];
  const under = (count: number, above: number) => (k: number) => Math.floor((k * above) / count);
  const labels = [""];
  const parents = [-1];
  const add = (count: number, above: number, first: number) => {
    for (let k = 0; k < count; k++) {
      labels.push(`class ${labels.length}`);
      parents.push(first + under(count, above)(k));
    }
  };
  add(tops, 1, 0);
  add(middles, tops, 1);
  add(leaves, middles, 1 + tops);
  return indexTree({ labels, parents, levels: ["department", "category", "class"] });
}

function leavesBelow(tree: TreeIndex, node: number): number[] {
  const below = tree.children[node] ?? [];
  return below.length === 0
    ? [tree.leaves.indexOf(node)]
    : below.flatMap((child) => leavesBelow(tree, child));
}
