import { sumLeavesIntoNodes } from "../../shared/tree/taxonomy.ts";
import type { LeaveClassOutPrediction } from "../../trainer/predictions/predict-titles.ts";
import type { Benchmark, Predictions } from "../catalogues/benchmark.ts";
import { attempt, type Study } from "../harness/study.ts";
import { type PeerMethod, type PeerTask, withClassifiers } from "../peers/classifiers.ts";

/** Peers whose probabilities the decision rule can take. */
const methods: readonly PeerMethod[] = [
  { name: "logistic regression", method: "logistic regression, C = 50" },
  { name: "linear SVM, Platt-scaled", method: "linear SVM, Platt-scaled, C = 0.1" },
].map((one) => ({ ...one, features: "words", classes: "leaves", tuned: null }));

/** What each peer says, in the form that the decision rule takes; none without scikit-learn. */
export async function predictWithPeers(
  study: Study<unknown>,
  benchmark: Benchmark,
  vocabulary: PeerTask["vocabulary"],
  own: readonly LeaveClassOutPrediction[],
): Promise<{ readonly name: string; readonly predictions: LeaveClassOutPrediction[] }[]> {
  const { tree } = benchmark;
  const count = tree.leaves.length;
  const newChildren = new Float64Array(tree.groups.length);
  const task = { vocabulary, classNames: false, foldsBy: "title" } as const;
  const found = await attempt(study, "scikit-learn", () =>
    withClassifiers(benchmark, task, async (peers) => {
      Object.assign(study.versions, peers.versions);
      const answers = [];
      for (const method of methods) {
        const { predictions } = await peers.predict(method);
        answers.push({ name: method.name, predictions: inFormOf(predictions) });
      }
      return answers;
    }),
  );
  return found ?? [];

  function inFormOf(predictions: Predictions): LeaveClassOutPrediction[] {
    const leaves = predictions.kind === "probabilities" ? predictions.leaves : new Float64Array(0);
    return own.map((prediction, i) => {
      const nodes = new Float64Array(tree.nodeCount);
      sumLeavesIntoNodes(tree, leaves.subarray(i * count, (i + 1) * count), nodes);
      const { known, knownWords } = prediction;
      const leftOut = { nodes, newChildren, known, knownWords };
      return { ...prediction, ...leftOut, withoutLeaf: leftOut, withoutTop: leftOut };
    });
  }
}
