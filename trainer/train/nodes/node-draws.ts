import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { leavesBelowNodes } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { type MadeDraws, openKeptDraws } from "../folds/kept-draws.ts";
import { type DrawChanges, predictiveDraws } from "../predictive-draws.ts";
import type { NodeProblem } from "./node-problems.ts";

/** Opens the draws of a node's chains. The caller closes them. */
export function openNodeDraws(
  folder: string,
  { features, tree }: Pick<NodeProblem, "features" | "tree">,
  made: MadeDraws,
): PosteriorDraws & { close(): void } {
  const shape = { groups: tree.groups.length, features: features.length, columns: tree.leaves.length };
  return openKeptDraws(folder, made, shape);
}

/** Draws of a node with the noise of a new title's logits, for the class balance asked for. */
export function predictiveNodeDraws(
  draws: PosteriorDraws,
  { node, tree, labels }: NodeProblem,
  whole: TreeIndex,
  { shares, ...others }: DrawChanges,
): PosteriorDraws {
  const below = leavesBelowNodes(whole);
  const wanted = (child: number) =>
    (below[child] ?? []).reduce((sum, leaf) => sum + (shares?.[leaf] ?? 0), 0);
  const own = shares && Float64Array.from(whole.children[node] ?? [], wanted);
  return predictiveDraws(draws, tree, labels, { ...others, shares: own });
}
