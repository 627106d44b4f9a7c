import { ancestry, sumLeavesIntoNodes, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { topPredictionsAt } from "../../trainer/evaluation/evaluate-model.ts";
import { accuracy, expectedCalibrationError, logLoss } from "../../trainer/evaluation/metrics.ts";
import type { Benchmark, Predictions } from "../catalogues/benchmark.ts";

/** Scores of the levels, top first, and recall of small classes; null for no such figure. */
export type Scores = ReturnType<typeof score>;

/** A class with fewer distinct training titles is small. */
export const smallClass = 20;

/** Scores predictions for the test titles of a benchmark. */
export function score(benchmark: Benchmark, predictions: Predictions) {
  const { tree, test } = benchmark;
  const leaves = new Set(tree.leaves);
  const hasProbabilities = predictions.kind === "probabilities";
  const knowsLeaves = hasProbabilities || predictions.nodes.every((node) => leaves.has(node));
  const titles = test.map(({ truth }, i) => {
    return { raw: { truth }, probabilities: { nodes: nodeProbabilities(tree, predictions, i) } };
  });
  const levels = tree.taxonomy.levels.map((_, level) => topPredictionsAt(tree, level, titles));
  const small = titlesOfSmall(benchmark);
  const found = small.filter((i) => levels.at(-1)?.correct[i] === 1);
  return {
    levels: levels.map((one, level) => ({
      accuracy: knowsLeaves || level === 0 ? accuracy(one) : null,
      logLoss: hasProbabilities ? logLoss(one) : null,
      ece: hasProbabilities ? expectedCalibrationError(one) : null,
    })),
    smallRecall: knowsLeaves && small.length > 0 ? found.length / small.length : null,
  };
}

/** Probability of every node for title `i`: 1 for the class predicted if there are no others. */
function nodeProbabilities(tree: TreeIndex, predictions: Predictions, i: number): Float64Array {
  const nodes = new Float64Array(tree.nodeCount);
  const count = tree.leaves.length;
  if (predictions.kind === "probabilities")
    sumLeavesIntoNodes(tree, predictions.leaves.subarray(i * count, (i + 1) * count), nodes);
  else for (const node of ancestry(tree.taxonomy, predictions.nodes[i] ?? 0)) nodes[node] = 1;
  return nodes;
}

/** Places in `test` of titles whose leaf has less than `smallClass` distinct training titles. */
export function titlesOfSmall({ tree, titles, labels, test }: Benchmark): number[] {
  const seen = tree.leaves.map(() => new Set<string>());
  titles.forEach((title, i) => void seen[labels[i] ?? 0]?.add(title));
  const small = new Set(tree.leaves.filter((_, leaf) => (seen[leaf]?.size ?? 0) < smallClass));
  return [...test.keys()].filter((i) => small.has(test[i]?.truth ?? -1));
}
