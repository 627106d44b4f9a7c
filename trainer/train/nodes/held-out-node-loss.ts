import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { predictiveCollector } from "../../posterior/full-predictive.ts";
import { addNaiveBayes, naiveBayesWeights } from "../../posterior/transforms/naive-bayes.ts";
import { type HeldOutLosses, lossSums, modeCoefficients } from "../held-out/held-out-loss.ts";
import { nodeProblem, nodeRows, nodeSet } from "./node-problems.ts";
import { pickFeatures } from "./pick-features.ts";
import { sumIntoChildren } from "./sum-into-children.ts";

/**
 * As `heldOutLosses`, for the factorised form: the loss of a title is the sum of those of the nodes
 * on the way to its class.
 */
export const heldOutNodeLosses: HeldOutLosses = (regression, heldOut, seed, trials) => {
  const { tree } = regression.problem;
  const { parents } = tree.taxonomy;
  const set = nodeSet(regression);
  const rows = heldOut.titles.map(vectoriser(regression.vocabulary));
  const losses = trials.map(() => 0);
  for (const own of set.nodes) {
    const below = rows.flatMap((row, i) => {
      let child = tree.leaves[heldOut.labels[i] ?? 0] ?? 0;
      while (child > 0 && parents[child] !== own.node) child = parents[child] ?? 0;
      return child > 0 ? [{ row, position: tree.children[own.node]?.indexOf(child) ?? 0 }] : [];
    });
    if (below.length === 0) continue;
    const problem = nodeProblem(set, own);
    const { layout, coefficients } = modeCoefficients(problem.problem, seed);
    const weights = naiveBayesWeights(nodeRows(problem));
    const pick = pickFeatures(problem.features);
    const picked = below.map(({ row }) => pick(row));
    const children = tree.children[own.node]?.length ?? 0;
    const positions = below.map(({ position }) => position);
    const sums = lossSums(trials, positions, (naiveBayes) => {
      const collector = predictiveCollector(picked, 1, layout.columns, layout.leaves);
      collector.add(0, addNaiveBayes(coefficients.slice(), weights, naiveBayes));
      const shares = sumIntoChildren(own.tree, collector.result().all);
      return below.map((_, i) => shares.subarray(i * children, (i + 1) * children));
    });
    for (const [trial, sum] of sums.entries()) losses[trial] = (losses[trial] ?? 0) + sum;
  }
  return losses.map((loss) => loss / heldOut.titles.length);
};
