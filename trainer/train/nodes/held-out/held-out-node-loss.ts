import { vectoriser } from "../../../../shared/text/vocabulary.ts";
import type { MostLeaves } from "../../../../shared/tree/node-tree.ts";
import type { Regression } from "../../../model/regression.ts";
import type { LabelledTitles } from "../../../posterior/augment-titles.ts";
import { type HeldOutLosses, type Trial, trialLosses, trialMode } from "../../held-out/held-out-loss.ts";
import { type NodeRows, type NodeSet, nodeProblem, nodeRows, nodeSet } from "../node-problems.ts";
import { pickFeatures } from "../pick-features.ts";
import { sumIntoChildren } from "../sum-into-children.ts";

/**
 * As `heldOutLosses`, for the factorised form: the loss of a title is the sum of those of the nodes
 * on the way to its class.
 *
 * @param mostLeaves most leaves of nodes by depth, the usual ones if absent
 */
export function heldOutNodeLosses(mostLeaves?: MostLeaves): HeldOutLosses {
  return (regression, heldOut, seed, trials) => {
    const set = nodeSet(regression, mostLeaves);
    const losses = trials.map(() => new Float64Array(heldOut.titles.length));
    for (const { titles, found } of lossesOfNodes(set, heldOut, seed, trials))
      for (const [trial, sums] of losses.entries())
        for (const [i, title] of titles.entries())
          sums[title] = (sums[title] ?? 0) + (found[trial]?.[i] ?? 0);
    return losses;
  };
}

/**
 * Log-losses of the nodes of each depth at the mode, in nats: one for each held-out title below
 * such a node, always in the same order.
 *
 * @param depths the depths that are wanted, 0 for the root
 * @param mostLeaves most leaves of nodes by depth, the usual ones if absent
 * @returns losses by depth; none for a depth whose nodes have no choice, or no held-out title
 */
export function heldOutDepthLosses(
  regression: Regression,
  heldOut: LabelledTitles,
  seed: number,
  trial: Trial,
  depths: readonly number[],
  mostLeaves?: MostLeaves,
): ReadonlyMap<number, Float64Array> {
  const { depths: depthOf } = regression.problem.tree;
  const isWanted = ({ node }: NodeRows) => depths.includes(depthOf[node] ?? 0);
  const losses = new Map<number, number[]>();
  const set = nodeSet(regression, mostLeaves);
  for (const { own, found } of lossesOfNodes(set, heldOut, seed, [trial], isWanted)) {
    const depth = depthOf[own.node] ?? 0;
    losses.set(depth, [...(losses.get(depth) ?? []), ...(found[0] ?? [])]);
  }
  return new Map(Array.from(losses, ([depth, own]) => [depth, Float64Array.from(own)]));
}

/** Losses of each node with held-out titles below it: those titles, and their losses by trial. */
function* lossesOfNodes(
  set: NodeSet,
  heldOut: LabelledTitles,
  seed: number,
  trials: readonly Trial[],
  isWanted: (own: NodeRows) => boolean = () => true,
) {
  const { regression } = set;
  const { tree } = regression.problem;
  const { parents } = tree.taxonomy;
  const rows = heldOut.titles.map(vectoriser(regression.vocabulary));
  for (const own of set.nodes.filter(isWanted)) {
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
    yield { own, titles: below.map(({ title }) => title), found };
  }
}
