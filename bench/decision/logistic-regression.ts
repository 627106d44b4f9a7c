import { sumLeavesIntoNodes } from "../../shared/tree/taxonomy.ts";
import type { LeaveClassOutPrediction } from "../../trainer/predictions/predict-titles.ts";
import type { Benchmark } from "../catalogues/benchmark.ts";
import { attempt, type Study } from "../harness/study.ts";
import { type PeerMethod, type PeerTask, withClassifiers } from "../peers/classifiers.ts";

export const logisticRegression = "logistic regression";
const method: PeerMethod = {
  ...{ name: logisticRegression, method: "logistic regression, C = 50" },
  ...{ features: "words", classes: "leaves", tuned: null },
};

/** In the form that the decision rule takes; null without scikit-learn. */
export function predictWithLogisticRegression(
  study: Study<unknown>,
  benchmark: Benchmark,
  vocabulary: PeerTask["vocabulary"],
  own: readonly LeaveClassOutPrediction[],
): Promise<LeaveClassOutPrediction[] | null> {
  const { tree } = benchmark;
  const count = tree.leaves.length;
  const newChildren = new Float64Array(tree.groups.length);
  const task = { vocabulary, classNames: false, foldsBy: "title" } as const;
  return attempt(study, logisticRegression, () =>
    withClassifiers(benchmark, task, async (peers) => {
      const { predictions } = await peers.predict(method);
      Object.assign(study.versions, peers.versions);
      const leaves = predictions.kind === "probabilities" ? predictions.leaves : new Float64Array(0);
      return own.map((prediction, i) => {
        const nodes = new Float64Array(tree.nodeCount);
        sumLeavesIntoNodes(tree, leaves.subarray(i * count, (i + 1) * count), nodes);
        const { known, knownWords } = prediction;
        const leftOut = { nodes, newChildren, known, knownWords };
        return { ...prediction, ...leftOut, withoutLeaf: leftOut, withoutTop: leftOut };
      });
    }),
  );
}
