import { sumLeavesIntoNodes } from "../../shared/tree/taxonomy.ts";
import type { LeaveClassOutPrediction } from "../../trainer/predictions/predict-titles.ts";
import type { Benchmark } from "../catalogues/benchmark.ts";
import type { Versions } from "../harness/machine.ts";
import { openClassifiers, type PeerMethod, type PeerTask } from "../peers/classifiers.ts";

const method: PeerMethod = {
  ...{ name: "logistic regression", method: "logistic regression, C = 50" },
  ...{ features: "words", classes: "leaves", tuned: null },
};

/**
 * What scikit-learn's logistic regression says to the test titles, in the form that the decision
 * rule takes. How much of a title is known is taken from hedge's own predictions.
 *
 * @throws HedgeError `failed` without scikit-learn
 */
export async function predictWithLogisticRegression(
  benchmark: Benchmark,
  vocabulary: PeerTask["vocabulary"],
  own: readonly LeaveClassOutPrediction[],
): Promise<{ readonly versions: Versions; readonly predictions: LeaveClassOutPrediction[] }> {
  const { tree } = benchmark;
  const count = tree.leaves.length;
  const newChildren = new Float64Array(tree.groups.length);
  const peers = await openClassifiers(benchmark, { vocabulary, classNames: false, foldsBy: "title" });
  try {
    const { predictions } = await peers.predict(method);
    const leaves = predictions.kind === "probabilities" ? predictions.leaves : new Float64Array(0);
    return {
      versions: peers.versions,
      predictions: own.map((prediction, i) => {
        const nodes = new Float64Array(tree.nodeCount);
        sumLeavesIntoNodes(tree, leaves.subarray(i * count, (i + 1) * count), nodes);
        const { known, knownWords } = prediction;
        const leftOut = { nodes, newChildren, known, knownWords };
        return { ...prediction, ...leftOut, withoutLeaf: leftOut, withoutTop: leftOut };
      }),
    };
  } finally {
    peers.close();
  }
}
