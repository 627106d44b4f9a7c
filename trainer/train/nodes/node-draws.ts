import type { TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { leavesBelowNodes } from "../../../shared/tree/taxonomy.ts";
import type { PosteriorDraws } from "../../chains/posterior-draws.ts";
import { withLabelShift } from "../../posterior/transforms/label-shift.ts";
import { withLogitNoise } from "../../posterior/transforms/logit-noise.ts";
import { type MadeDraws, openKeptDraws } from "../folds/kept-draws.ts";
import type { NodeProblem } from "./node-problems.ts";

/** What the draws of a node are changed for before they are packed. */
export type DrawChanges = {
  /** Whether the logits of a new title have noise. */
  readonly noise: boolean;
  readonly seed: number;
  /** Shares of all leaves that the model answers for; as in the data if absent. */
  readonly shares: Float64Array | undefined;
};

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
  { noise, seed, shares }: DrawChanges,
): PosteriorDraws {
  const noisy = noise ? withLogitNoise(draws, tree, seed) : draws;
  if (shares === undefined) return noisy;
  const below = leavesBelowNodes(whole);
  const wanted = Float64Array.from(whole.children[node] ?? [], (child) =>
    (below[child] ?? []).reduce((sum, leaf) => sum + (shares[leaf] ?? 0), 0),
  );
  return withLabelShift(noisy, tree, labels, wanted);
}
