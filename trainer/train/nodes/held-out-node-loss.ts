import { vectoriser } from "../../../shared/text/vocabulary.ts";
import type { Regression } from "../../model/regression.ts";
import type { LabelledTitles } from "../../posterior/augment-titles.ts";
import { predictiveCollector } from "../../posterior/full-predictive.ts";
import { logLoss, modeCoefficients } from "../vectors/held-out-loss.ts";
import { nodeProblem, nodeSet } from "./node-problems.ts";
import { pickFeatures } from "./pick-features.ts";
import { sumIntoChildren } from "./sum-into-children.ts";

/**
 * As `heldOutLoss`, for the factorised form: the loss of a title is the sum of those of the nodes
 * on the way to its class.
 */
export function heldOutNodeLoss(regression: Regression, heldOut: LabelledTitles, seed: number): number {
  const { tree } = regression.problem;
  const { parents } = tree.taxonomy;
  const set = nodeSet(regression);
  const vectorise = vectoriser(regression.vocabulary);
  const rows = heldOut.titles.map(vectorise);
  let loss = 0;
  for (const own of set.nodes) {
    const below = rows.flatMap((row, i) => {
      let child = tree.leaves[heldOut.labels[i] ?? 0] ?? 0;
      while (child > 0 && parents[child] !== own.node) child = parents[child] ?? 0;
      return child > 0 ? [{ row, position: tree.children[own.node]?.indexOf(child) ?? 0 }] : [];
    });
    if (below.length === 0) continue;
    const { problem, features } = nodeProblem(set, own);
    const { layout, coefficients } = modeCoefficients(problem, seed);
    const pick = pickFeatures(features);
    const collector = predictiveCollector(
      below.map(({ row }) => pick(row)),
      1,
      layout.columns,
      layout.leaves,
    );
    collector.add(0, coefficients);
    const shares = sumIntoChildren(own.tree, collector.result().all);
    const children = tree.children[own.node]?.length ?? 0;
    below.forEach(({ position }, i) => {
      loss += logLoss(shares[i * children + position]);
    });
  }
  return loss / heldOut.titles.length;
}
