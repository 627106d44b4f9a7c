import { vectoriser } from "../../../shared/text/vocabulary.ts";
import { type HeldOutLosses, trialLosses, trialMode } from "../held-out/held-out-loss.ts";
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
  const losses = trials.map(() => new Float64Array(rows.length));
  for (const own of set.nodes) {
    const below = rows.flatMap((row, title) => {
      let child = tree.leaves[heldOut.labels[title] ?? 0] ?? 0;
      while (child > 0 && parents[child] !== own.node) child = parents[child] ?? 0;
      return child > 0 ? [{ title, row, position: tree.children[own.node]?.indexOf(child) ?? 0 }] : [];
    });
    if (below.length === 0) continue;
    const problem = nodeProblem(set, own);
    const withShare = trialMode(problem.problem, nodeRows(problem), seed);
    const pick = pickFeatures(problem.features);
    const picked = below.map(({ row }) => pick(row));
    const children = tree.children[own.node]?.length ?? 0;
    const positions = below.map(({ position }) => position);
    const found = trialLosses(trials, positions, (naiveBayes) => {
      const shares = sumIntoChildren(own.tree, withShare(naiveBayes)(picked));
      return below.map((_, i) => shares.subarray(i * children, (i + 1) * children));
    });
    for (const [trial, sums] of losses.entries())
      for (const [i, { title }] of below.entries())
        sums[title] = (sums[title] ?? 0) + (found[trial]?.[i] ?? 0);
  }
  return losses;
};
