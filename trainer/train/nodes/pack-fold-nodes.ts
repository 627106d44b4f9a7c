import type { TrainingSummary } from "../../../shared/artifact/model.ts";
import { foldFolder, nodeFolder } from "../../chains/run-folder.ts";
import { type FoldModel, foldModel } from "../folds/fold-model.ts";
import type { MadeDraws } from "../folds/kept-draws.ts";
import type { Fold } from "../folds/make-folds.ts";
import type { DrawChanges } from "../predictive-draws.ts";
import { openNodeDraws, predictiveNodeDraws } from "./node-draws.ts";
import { type NodeProblem, nodeProblem, nodeSet } from "./node-problems.ts";
import type { PackedFactorised } from "./pack-factorised.ts";
import {
  joinNodes,
  type NodeMoments,
  nodeMoments,
  packNode,
  priorMoments,
  withSiblingSpread,
} from "./pack-nodes.ts";

/** Folds whose nodes' chains are finished. */
export type SampledFoldNodes = {
  /** The run folder. */
  readonly folder: string;
  /** Draws of each node of a fold. */
  readonly made: MadeDraws;
  /** The model of all titles, in whose form the models of folds are packed. */
  readonly example: Pick<PackedFactorised, "posterior" | "spreadFactors" | "bits">;
  readonly training: TrainingSummary;
  readonly changes: DrawChanges;
};

/** The factorised model of a fold as a file would hold it. */
export async function packFoldNodes(
  { folder, made, example, training, changes }: SampledFoldNodes,
  fold: Fold,
  number: number,
): Promise<FoldModel> {
  const regression = fold.buildRegression();
  const { problem } = regression;
  const set = nodeSet(regression, example.posterior.mostLeaves);
  const momentsOf = (own: NodeProblem): NodeMoments => {
    if (own.rows.length === 0) return priorMoments(own, set.dimensions);
    const onDisk = openNodeDraws(nodeFolder(foldFolder(folder, number), own.node), own, made);
    try {
      const changed = predictiveNodeDraws(onDisk, own, problem.tree, changes);
      return nodeMoments(changed, own, set.dimensions).moments;
    } finally {
      onDisk.close();
    }
  };
  const packed = set.nodes.map((rows) => {
    const own = nodeProblem(set, rows);
    const moments = momentsOf(own);
    const posterior = withSiblingSpread(packNode(moments, example.bits, example.spreadFactors), own);
    return { node: rows.node, features: own.features, posterior };
  });
  const posterior = joinNodes(packed, set, example.posterior.unknownShare);
  return foldModel(fold, regression, posterior, training);
}
