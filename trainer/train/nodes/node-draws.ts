import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { type MadeDraws, openKeptDraws } from "../folds/kept-draws.ts";
import { type DrawChanges, predictiveDraws } from "../predictive-draws.ts";
import { leafAt, type NodeProblem, nodeRows } from "./node-problems.ts";

/** Opens the draws of a node's chains. The caller closes them. */
export function openNodeDraws(
  folder: string,
  { features, tree }: Pick<NodeProblem, "features" | "tree">,
  made: MadeDraws,
): PosteriorDraws & { close(): void } {
  const shape = { groups: tree.groups.length, features: features.length, columns: tree.nodeCount - 1 };
  return openKeptDraws(folder, made, shape);
}

/** Draws of a node with the noise of a new title's logits, for the class balance asked for. */
export function predictiveNodeDraws(
  draws: PosteriorDraws,
  own: NodeProblem,
  whole: TreeIndex,
  { shares, ...others }: DrawChanges,
): PosteriorDraws {
  const wanted = shares && sharesInNode(own, whole, shares);
  return predictiveDraws(draws, nodeRows(own), { ...others, shares: wanted });
}

/** Shares of the leaves of a node's tree, from those of all leaves. */
function sharesInNode(own: NodeProblem, whole: TreeIndex, shares: Float64Array): Float64Array {
  const found = new Float64Array(own.tree.leaves.length);
  whole.leaves.forEach((leaf, c) => {
    let above = leaf;
    while (above > 0 && !own.placeOf.has(above)) above = whole.taxonomy.parents[above] ?? 0;
    if (above === 0) return;
    const at = leafAt(own, above);
    found[at] = (found[at] ?? 0) + (shares[c] ?? 0);
  });
  return found;
}
